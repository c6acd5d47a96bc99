// Package audit keeps the facts of the house: who did or read what, when, for what purpose. Nobody can change
// one unseen.
//
// # A fact
//
// A fact names room, kind, record, version, facility and the person concerned; never a value. What was
// written is there only as a keyed digest, made with the record's own key (seal.Key.Digest): it proves a
// content to whoever may open the record and tells nothing to anyone else. Opening a sealed compartment is a
// fact too, so that a person can be told which posts have read his file.
//
// # Three moments (after RFC 6962 and Tessera)
//
//	recorded    Record writes the fact in the business transaction: it is there when the change is there.
//	numbered    the Ledger gives each fact of its node the next number and hangs it into the node's Merkle
//	            tree. The tree is not grown in the business transaction: on PostgreSQL every writer would
//	            collide with every other over its last hash.
//	published   every so many facts or seconds the root is signed: a checkpoint. Copies of checkpoints that
//	            leave the house (printed, at the bureau, with the procurator) bind it to its whole past.
//
// A fact that is recorded and not yet numbered, for a second or two, and a tree that is not signed yet are bound by keyed
// marks (bind.go): who holds the database alone cannot have it numbered and signed anew.
//
// # What Verify finds
//
// An altered, removed, reordered or slipped-in fact: the first one by its number. A rewritten tree: the range
// between the last checkpoint that holds and the first that does not. A cut end: only against a checkpoint
// that is kept elsewhere; give it to Verify. Who holds both the database and the root key can sign a new
// past; against him, too, only copies kept elsewhere help.
//
// # The change feed
//
// Since lists the facts of a node after a number, without gaps and in the order they were numbered, which is
// nearly but not quite the order in time.
package audit
