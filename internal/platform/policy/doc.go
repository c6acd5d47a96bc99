// Package policy decides who may do what: actor × action × resource × moment → yes, or no and why.
//
// The rules are Cedar policies in cedar/*.cedar, one file an area, readable by a legal officer, embedded and read
// once. Nothing is permitted that no policy permits; a prohibition outweighs every permission; a policy that
// cannot be evaluated denies (Cedar itself would skip it). The package is pure: it knows no database and no
// room; whatever a decision needs, the caller puts into a Resource, after loading the record.
//
//	err := engine.Check(ctx, tx, policy.MeasureRecord, policy.Resource{
//		Kind: "measure", ID: m.ID, Facility: m.Facility, Unit: m.Unit, Person: m.Person})
//
// Check sets the room's mark in the transaction, without which the store refuses to commit what was written in
// the tables of that room. Derived sets it for a room that is written as a consequence of an act already checked.
//
// An officer stands to a resource in four relations, each a set of the roles he holds there (posts held by
// delegation count like his own): in its unit, anywhere in its facility, in the bureau, anywhere. A seat for the whole
// facility counts as a seat in each of its units. Roles of a brigade or station reach their unit; the centres, the heads
// and the legal officer reach their facility; seats of the bureau reach the province. A file outside the
// relation of care, and any compartment, needs a purpose (WithPurpose; an emergency is more than said, WithEmergency);
// acts that bind need a second factor proved within five minutes (Fresh).
//
// Lists use Scope, which says the same as the policies in the form of a WHERE clause; a property test holds the two
// together. Explain says why, for people. The table of roles and actions in table.go is written by a test, from
// the policies.
//
// Not here: who holds which post and until when (staff), whether the law allows the act (the rooms), what a
// reader is shown (the doors), and recording (audit).
package policy
