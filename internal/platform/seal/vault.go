package seal

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Vault holds the ring in memory and hands out record keys. It is safe for concurrent use; one process opens
// one vault for its database.
type Vault struct {
	db      *store.DB
	root    Root
	suite   Suite
	way     Way
	ring    atomic.Pointer[ring]
	loading sync.Mutex

	stretching chan struct{} // who stretches a phrase now
	unwrapped  atomic.Int64
	said       standing // of a root that is a command
	bound      atomic.Bool
}

// Work is how many keys of records were unwrapped so far.
func (v *Vault) Work() int64 { return v.unwrapped.Load() }

// Way is what whoever opens a vault may make of keys.
type Way int

// The ways.
const (
	// Leads is of who says under which suite the house seals: what the ring has under another suite only is made anew.
	Leads Way = iota
	// Works makes what the ring lacks altogether, and seals under the suite that the house has, whatever it was told.
	Works
	// Looks makes nothing.
	Looks
)

// Open is OpenAs for who leads: the server, and whoever turns keys.
func Open(ctx context.Context, db *store.DB, root Root, s Suite) (*Vault, error) {
	return OpenAs(ctx, db, root, s, Leads)
}

// OpenAs unwraps the ring of a migrated database, making on first use the keys that it lacks, under the suite, as far as
// the way allows. It fails with seal.wrong_root when the root is not the one that the ring was wrapped with, and with
// seal.unknown_kek where who only looks finds a key missing.
func OpenAs(ctx context.Context, db *store.DB, root Root, s Suite, w Way) (_ *Vault, err error) {
	defer errs.Wrap(&err, "seal.Open")
	v := &Vault{db: db, root: root, suite: s, way: w, stretching: make(chan struct{}, phraseAtOnce)}
	purposes := []string{forIndex, forEscrow, forDigest}
	for _, c := range All() {
		purposes = append(purposes, string(c))
	}
	if err := v.ensure(ctx, purposes...); err != nil {
		return nil, err
	}
	db.Keyed(v.Digest)
	return v, nil
}

// Suite is the suite of everything that is newly sealed.
func (v *Vault) Suite() Suite { return v.suite }

// Looks tells whether this vault was opened to look only.
func (v *Vault) Looks() bool { return v.way == Looks }

// Create makes the key of a record's compartment. One that exists already is store.conflict or its like from
// the engine; use Ensure where it may.
func (v *Vault) Create(ctx context.Context, tx *store.Tx, record id.ID, c Compartment) (*Key, error) {
	keys, err := v.CreateAll(ctx, tx, []id.ID{record}, c)
	return keys[record], err
}

// CreateAll is Create for many records in one statement, for imports.
func (v *Vault) CreateAll(ctx context.Context, tx *store.Tx, records []id.ID, c Compartment) (_ map[id.ID]*Key, err error) {
	defer errs.Wrap(&err, "seal.Create(%s)", c)
	if !c.Valid() {
		return nil, errs.New(errs.Internal, "seal.unknown_compartment", string(c))
	}
	kek := v.ring.Load().current[string(c)]
	keys, rows := make(map[id.ID]*Key, len(records)), make([][]any, 0, len(records))
	for _, r := range records {
		data := kek.suite.newData()
		rows = append(rows, []any{string(r), string(c), kek.wrap(r, c, data), kek.id, string(kek.suite), open})
		keys[r] = newKey(r, c, kek.suite, data)
	}
	columns := []string{"record", "compartment", "wrapped", "kek", "suite", "state"}
	return keys, store.Insert(ctx, tx, "seal_key", columns, rows)
}

// Key opens a compartment of a record. A record that has no such key, and one that is sealed away, are both
// seal.no_key (NotFound): who asks is not told which.
func (v *Vault) Key(ctx context.Context, tx *store.Tx, record id.ID, c Compartment) (*Key, error) {
	keys, err := v.Keys(ctx, tx, []id.ID{record}, c)
	if err != nil {
		return nil, err
	}
	if k, ok := keys[record]; ok {
		return k, nil
	}
	return nil, errs.New(errs.NotFound, "seal.no_key")
}

// Ensure is Key, or Create where the record never had a key for the compartment. One that is sealed away
// stays seal.no_key.
func (v *Vault) Ensure(ctx context.Context, tx *store.Tx, record id.ID, c Compartment) (*Key, error) {
	k, err := v.Key(ctx, tx, record, c)
	if !errs.Is(err, "seal.no_key") {
		return k, err
	}
	away, err := exists(ctx, tx, record, c)
	if err != nil {
		return nil, err
	}
	if away {
		return nil, errs.New(errs.NotFound, "seal.no_key")
	}
	return v.Create(ctx, tx, record, c)
}

// Keys opens a compartment of many records in one query. Records without the key, or sealed away, are not
// in the answer.
func (v *Vault) Keys(ctx context.Context, tx *store.Tx, records []id.ID, c Compartment) (_ map[id.ID]*Key, err error) {
	defer errs.Wrap(&err, "seal.Keys(%s)", c)
	out := make(map[id.ID]*Key, len(records))
	kept := tx.Kept()
	records = slices.DeleteFunc(slices.Clone(records), func(r id.ID) bool {
		k, ok := kept[opened{v, r, c}].(*Key)
		if ok {
			out[r] = k
		}
		return ok
	})
	for len(records) > 0 {
		part := records[:min(len(records), maxIn)]
		records = records[len(part):]
		rows, err := openRows(ctx, tx, part, c)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			kek, err := v.ringKey(ctx, tx, r.kek)
			if err != nil {
				return nil, err
			}
			v.unwrapped.Add(1)
			data, err := kek.unwrap(r)
			if err != nil {
				return nil, err
			}
			k := newKey(r.record, c, kek.suite, data)
			if out[r.record] = k; kept != nil && len(kept) < keptMost {
				kept[opened{v, r.record, c}] = k
			}
		}
	}
	return out, nil
}

// opened is a compartment of a record whose key was opened in a snapshot: several rooms of a page ask for the same, and each
// asked the database and unwrapped it again. Nobody can take a key away from a snapshot, and with it the key is dropped.
type opened struct {
	vault       *Vault
	record      id.ID
	compartment Compartment
}

// keptMost bounds it: a list of a province opens everybody once.
const keptMost = 64

// Opens tells of which records Keys would open a compartment, without opening any.
func (v *Vault) Opens(ctx context.Context, tx *store.Tx, records []id.ID, c Compartment) (_ map[id.ID]bool, err error) {
	defer errs.Wrap(&err, "seal.Opens(%s)", c)
	out := make(map[id.ID]bool, len(records))
	for part := range slices.Chunk(records, maxIn) {
		open, err := openOf(ctx, tx, part, c)
		if err != nil {
			return nil, err
		}
		for _, r := range open {
			out[r] = true
		}
	}
	return out, nil
}

// Destroy takes the keys of a record away for ever, with everything that was sealed under them in every
// table and every copy of the database made from now on.
func (v *Vault) Destroy(ctx context.Context, tx *store.Tx, record id.ID) error {
	_, err := tx.Exec(ctx, "delete from seal_key where record = $1", string(record))
	return err
}

// Token is the blind index of a value: 16 bytes that are equal when the normalised values are, and that tell
// nothing without the key. index names the column, such as "person.id_number"; tokens of different indexes
// cannot be compared. The caller normalises (case, width, blanks), or equal values will not meet.
func (v *Vault) Token(index, normalised string) []byte {
	suite, key := v.derived(forIndex, "guitu token/"+index)
	return suite.mac(key, []byte(normalised))[:16]
}

// Digest is the keyed digest of a row that is no record's, such as a unit, a rule or a partner, or of one whose
// record's key is not at hand: 32 bytes, for facts of the audit log, as Key.Digest is for a record's. room tells
// rooms apart. Its key is made with the house and stays: turning the root wraps it anew, and a new suite begins with
// a new house, so that what was digested years ago can be digested again.
func (v *Vault) Digest(room string, row []byte) []byte {
	suite, key := v.derived(forDigest, "guitu digest/"+room)
	return suite.mac(key, row)
}

// derived is a key of its own for one use, made of the ring's key for that purpose.
func (v *Vault) derived(purpose, info string) (Suite, []byte) {
	r := v.ring.Load()
	root := r.current[purpose]
	key, ok := r.derived.Load(info)
	if !ok {
		key, _ = r.derived.LoadOrStore(info, root.suite.derive(root.secret, info, macSize))
	}
	return root.suite, key.([]byte)
}

func (k *ringKey) wrap(record id.ID, c Compartment, data []byte) []byte {
	return k.suite.lock(k.aead, k.suite.place("seal_key.wrapped", string(record), string(c), k.id), data)
}

func (k *ringKey) unwrap(r keyRow) ([]byte, error) {
	place := k.suite.place("seal_key.wrapped", string(r.record), string(r.compartment), k.id)
	if k.aead == nil || string(r.compartment) != k.purpose {
		return nil, errs.New(errs.Internal, "seal.broken", "seal_key.kek", string(r.record))
	}
	data, ok := k.suite.unlock(k.aead, place, r.wrapped)
	if !ok || len(data) != k.suite.cipherKeySize()+macSize {
		return nil, errs.New(errs.Internal, "seal.broken", "seal_key.wrapped", string(r.record))
	}
	return data, nil
}
