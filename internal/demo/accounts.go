package demo

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/store"
)

// Password is every invented officer's. It is no secret: a folder of invented people does not open to a network.
const Password = "yanshi-510000-gui"

// File is where the accounts of a demo folder stand, readable for its owner only.
const File = "demo-accounts.json"

// Account is how somebody signs in to the demo province. Secret is the second factor in base 32 (RFC 6238,
// SHA-1, six digits, thirty seconds): authn.Code makes the code of a moment.
type Account struct {
	Role     string `json:"role"`
	Account  string `json:"account"`
	Password string `json:"password"`
	Secret   string `json:"secret"`
	Name     string `json:"name"`
	Place    string `json:"place"`
	Second   bool   `json:"second,omitempty"` // another one of a role that acts in twos
}

// inTwos are the roles of which one officer confirms what another proposed: they have a second account.
var inTwos = map[string]bool{"bureau_legal": true, "legal_officer": true}

// Accounts reads the accounts of a demo folder; none for a folder that is not one.
func Accounts(folder string) ([]Account, error) {
	raw, err := os.ReadFile(filepath.Join(folder, File))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "demo.accounts_unreadable", err)
	}
	var out []Account
	if err := json.Unmarshal(raw, &out); err != nil {
		return nil, errs.Because(errs.Unavailable, "demo.accounts_unreadable", err)
	}
	return out, nil
}

func saveAccounts(folder string, all []Account) error {
	raw, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, File), append(raw, '\n'), 0o600); err != nil {
		return errs.Because(errs.Unavailable, "demo.accounts_unwritable", err)
	}
	return nil
}

// openAccounts gives one officer of every role an account that is named for it, and a second one of the roles that act
// in twos: those of the first facility, its first brigade and station, and the bureau.
func (m *maker) openAccounts(ctx context.Context) error {
	password, err := m.Accounts.Hash(ctx, "", Password)
	if err != nil {
		return err
	}
	h := m.province.houses[0]
	m.accounts = nil
	var chosen []*officer
	give := func(role, account string, second bool) {
		o, place := m.holder(h, role, second)
		chosen = append(chosen, o)
		m.accounts = append(m.accounts, Account{
			Role: role, Account: account, Password: Password, Secret: authn.DemoSecret, Name: o.name, Place: place, Second: second,
		})
	}
	for _, role := range roles() {
		give(role, role, false)
		if inTwos[role] {
			give(role, role+"2", true)
		}
	}
	return m.write(ctx, func(tx *store.Tx) error {
		for i, o := range chosen {
			if _, err := m.Accounts.OpenDemoIn(ctx, tx, authn.Opening{Staff: o.member, Name: m.accounts[i].Account}, password); err != nil {
				return err
			}
		}
		return nil
	})
}

// holder is the officer who has the first or second account of a role, and where he sits.
func (m *maker) holder(h *house, role string, second bool) (*officer, string) {
	n := 0
	if second {
		n = 1
	}
	if in := held(m.crew, role, m.province.today); len(in) > 0 {
		return in[n], bureauName
	}
	o := held(h.seats, role, m.province.today)[n]
	return o, h.name + m.partName(h, o.unit)
}

func (m *maker) partName(h *house, unit id.ID) string {
	for _, b := range h.brigades {
		if b.id == unit {
			return " " + b.name
		}
	}
	for _, s := range h.stations {
		if s.id == unit {
			return " " + s.name
		}
	}
	return ""
}
