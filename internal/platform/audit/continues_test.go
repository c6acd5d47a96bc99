package audit_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func (h house) continues(kept string) (audit.Continuation, error) {
	return store.Read(context.Background(), h.db, func(tx *store.Tx) (audit.Continuation, error) {
		return h.ledger.Continues(context.Background(), tx, kept)
	})
}

// Who kept a checkpoint is shown that today's log continues it, by a proof that other people's code checks without the house.
func TestALogContinuesWhatWasKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.ledger.Facts = 1
		ctx := actor.With(t.Context(), officer(id.New()))
		var kept []string
		for range 3 {
			h.record(ctx, 5, audit.Fact{Kind: "duty.opened"})
			h.step()
			kept = append(kept, h.latest().Note)
		}
		for _, old := range kept {
			for _, copied := range []string{old, "\r\n " + strings.ReplaceAll(old, "\n", " \r\n") + "\n\n"} { // as people copy and save it
				c, err := h.continues(copied)
				if err != nil || !c.Held || c.Shorter || !c.Common || c.Now != h.latest().Size || c.KeptAt.IsZero() {
					t.Fatalf("%+v %v", c, err)
				}
				if err := foreign(h.ledger.Key(), old, c.Proof); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// foreign checks a proof file with the code of the Go checksum database alone.
func foreign(key, old, file string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	root := func(text string) (tlog.Tree, error) {
		n, err := note.Open([]byte(text), note.VerifierList(verifier))
		if err != nil {
			return tlog.Tree{}, err
		}
		lines := strings.Split(n.Text, "\n")
		return tlog.ParseTree([]byte("go.sum database tree\n" + strings.Join(lines[1:3], "\n") + "\n"))
	}
	head, newest, _ := strings.Cut(file, "\n\n")
	was, err := root(old)
	if err != nil {
		return err
	}
	is, err := root(newest)
	if err != nil {
		return err
	}
	if was.N == is.N {
		return nil
	}
	var proof tlog.TreeProof
	for _, line := range strings.Split(head, "\n")[1:] {
		raw, err := base64.StdEncoding.DecodeString(line)
		if err != nil {
			return err
		}
		proof = append(proof, tlog.Hash(raw))
	}
	return tlog.CheckTree(proof, is.N, is.Hash, was.N, was.Hash)
}

// What is no checkpoint of this log is refused with what is wrong with it, and a log that was cut or rewritten says so.
func TestWhatWasKeptAndDoesNotFit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.ledger.Facts = 1
		ctx := actor.With(t.Context(), officer(id.New()))
		h.record(ctx, 5, audit.Fact{Kind: "duty.opened"})
		h.step()
		first := h.latest().Note
		h.record(ctx, 5, audit.Fact{Kind: "duty.opened"})
		h.step()
		last := h.latest().Note
		lines := strings.Split(last, "\n")
		for name, x := range map[string][2]string{
			"nothing":        {" \n", "audit.kept_missing"},
			"prose":          {"您好", "audit.kept_no_note"},
			"half of it":     {lines[0] + "\n" + lines[1] + "\n", "audit.kept_broken"},
			"another log":    {strings.Replace(last, lines[0], "guitu/z9", 1), "audit.kept_other_log"},
			"no signature":   {strings.Join(lines[:4], "\n"), "audit.kept_unsigned"},
			"another number": {strings.Replace(last, "\n"+lines[1]+"\n", "\n9\n", 1), "audit.kept_forged"},
		} {
			_, err := h.continues(x[0])
			if e := errs.Find(err); e == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != "checkpoint" || e.Fields[0].Code != x[1] {
				t.Errorf("%s: %v", name, err)
			}
		}
		// Rewritten, and signed again: the house itself does neither any more, so the tree is all that is set.
		h.tamper("update audit_tile set hashes = $1 where level = 0 and n = 0", bytes.Repeat([]byte("r"), 10*32))
		if c, err := h.continues(first); err != nil || c.Held || c.Shorter || c.Proof != "" {
			t.Errorf("a log that was rewritten: %+v %v", c, err)
		}
		h.tamper("delete from audit_checkpoint where size > 5")
		if c, err := h.continues(last); err != nil || !c.Shorter || c.Held || c.Proof != "" {
			t.Errorf("a log that was cut: %+v %v", c, err)
		}
	})
}
