package audit

import (
	"context"
	"encoding/binary"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Fact is what a room states about its act (审计事实).
type Fact struct {
	Room        string           // which room is written; "" for the part of Kind before the dot
	Kind        string           // "measure.recorded": room and past participle, a constant of the room
	Record      id.ID            // what was written or read
	Version     int64            // of the record, after the act
	About       id.ID            // the person concerned, "" when there is none
	Facility    id.ID            // where, "" for the bureau
	Compartment seal.Compartment // of what was written or read; "" is General
	Sort        Sort             // whether rows were written; only for Record
	Rows        []Row            // the rows written, as they stand after the act; only for Record, which digests them
	Key         *seal.Key        // the record's key to digest them with; nil for the house's
	Digest      []byte           // of Rows; or, given by the room, seal.Key.Digest of the new content
	Purpose     string           // why it was opened; "" for policy.Purpose of the context. Of a complaint only readings say it
	Basis       string           // article or document: "NCL 47", "REG 34; doc 2026-17"
}

// Sort says what the act did to the records.
type Sort uint8

const (
	Wrote    Sort = iota // rows were written: the fact carries their digest
	Read                 // nothing was: a file was opened, an officer signed in, something was refused
	Computed             // only what can be computed again from other facts, or passes by itself
)

// Entry is a fact as it stands in the log.
type Entry struct {
	Fact
	ID      id.ID
	Node    string
	At      time.Time
	Actor   string // actor.Ref
	Posts   string // the actor's posts at that moment: "doctor@<unit>", by commas; a delegated one ends in "/for"
	Request id.ID  // of the request or job, to lay facts that belong together side by side
}

// Closed is the kind of a fact of another compartment than general as those read it who have not its key.
const Closed = "audit.closed"

// Whose is the person whose file a fact is about: of a refusal, whatever stood in the address.
func (e Entry) Whose() id.ID {
	if e.About == "" && e.Kind == "policy.refused" {
		return e.Record
	}
	return e.About
}

// Neutral is a fact as it may stand before anybody who sees the log: of one that belongs to a compartment it is left that
// there was one. Its kind, its purpose and its basis could tell what somebody has (AIDS 39), and its record whose it is.
func (e Entry) Neutral() Entry {
	if e.Compartment == seal.General {
		return e
	}
	e.Kind, e.Record, e.About, e.Purpose, e.Basis = Closed, "", "", "", ""
	return e
}

// Record writes facts in the business transaction and marks their rooms as recorded. Actor, posts and request
// come from the context, moment and node from the transaction. A fact without room or kind is
// audit.bad_fact, and one that wrote and carries no digest audit.no_digest: defects of the caller.
func Record(ctx context.Context, tx *store.Tx, facts ...Fact) error {
	if len(facts) == 0 {
		return nil
	}
	who := actor.From(ctx)
	base := Entry{Node: tx.Node(), At: tx.Now(), Actor: who.Ref(), Posts: posts(who), Request: obs.Request(ctx)}
	seen := tx.Reached()
	rows, pending := make([][]any, len(facts)), make([][]any, len(facts))
	for i, f := range facts {
		e := base
		e.Fact, e.ID = f, id.New()
		if e.Room == "" {
			e.Room, _, _ = strings.Cut(f.Kind, ".")
		}
		if e.Purpose == "" {
			e.Purpose = policy.Purpose(ctx)
		}
		if e.Purpose == policy.ComplaintWork && e.Sort != Read { // only a reading may be for one: what is written is listed
			e.Purpose = ""
		}
		if e.Compartment == "" {
			e.Compartment = seal.General
		}
		if e.Kind == "" || e.Room == "" || !e.Compartment.Valid() {
			return errs.New(errs.Internal, "audit.bad_fact", f.Room, f.Kind, string(f.Compartment))
		}
		if len(e.Rows) > 0 {
			var err error
			if e.Digest, err = digest(ctx, tx, e.Key, e.Rows); err != nil {
				return err
			}
		}
		if e.Sort == Wrote && len(e.Digest) == 0 {
			return errs.New(errs.Internal, "audit.no_digest", e.Kind)
		}
		mac, err := e.mark(tx, seen)
		if err != nil {
			return err
		}
		rows[i], pending[i] = e.row(), []any{e.Node, string(e.ID), e.ID.Month(), mac, seen}
		tx.MarkAudit(e.Room)
	}
	if err := store.Insert(ctx, tx, "audit_fact", factColumns, rows); err != nil {
		return err
	}
	return store.Insert(ctx, tx, "audit_pending", []string{"node", "id", "month", "mac", "seen"}, pending)
}

// posts writes an actor's posts: roles and units, never names.
func posts(a actor.Actor) string {
	var b strings.Builder
	for i, p := range a.Posts {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(p.Role + "@" + string(p.Unit))
		if p.For != "" {
			b.WriteString("/for")
		}
	}
	return b.String()
}

// bytes is the entry as the tree hashes it: a version, then every field with its length in front, so that no
// two entries have the same bytes. It must never change; a new form is a new version beside this one.
func (e Entry) bytes() []byte { return e.append(make([]byte, 0, 512)) }

func (e Entry) append(b []byte) []byte {
	b = append(b, "guitu fact 1\n"...)
	for _, s := range []string{
		string(e.ID), e.Node, e.Actor, e.Posts, string(e.Request), e.Room, e.Kind, string(e.Record), string(e.About),
		string(e.Facility), string(e.Compartment), string(e.Digest), e.Purpose, e.Basis,
	} {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	b = binary.AppendVarint(b, e.At.UnixMicro())
	return binary.AppendVarint(b, e.Version)
}
