package policy

import (
	"slices"

	"guitu/internal/base/errs"
)

// follows lists which rooms an act of others may write as its consequence: the room that is written → the rooms
// whose acts lead there. A new consequence is a new line, so that no act reaches further than somebody decided.
var follows = map[string][]string{
	"authn":      {"pair"},                                                                                                                                                                     // what two officers have agreed to is done to an account
	"daybook":    {"sealing"},                                                                                                                                                                  // a book in which somebody stands who is sealed away
	"document":   {"roster", "measure", "person", "paper", "journey", "sealing"},                                                                                                               // a roster brought is kept as a file, a letter takes its number
	"duty":       {"measure", "roster", "person", "resident", "placement", "outing", "rollcall", "paper", "journey", "supervision", "objection", "complaint", "kiosk", "sealing", "emergency"}, // what is owed because of a fact, a number two files bear, a move, a step, a word of his
	"facility":   {"roster", "placement", "resident"},                                                                                                                                          // a bed named by a roster, a move or who is taken in, and never entered
	"journey":    {"placement", "measure"},                                                                                                                                                     // an affair goes with who has charge of him, and ends when he has left
	"measure":    {"placement", "journey", "person"},                                                                                                                                           // a life goes with who has charge of it; a step is a fact of the clock; a term is reckoned by a birth
	"objection":  {"journey"},                                                                                                                                                                  // what waits for an answer goes with who has charge of him
	"outing":     {"measure", "roster", "resident", "placement", "journey"},                                                                                                                    // a fact that has somebody out or back, a stay that ends
	"paper":      {"measure", "resident", "person", "placement", "journey"},                                                                                                                    // what somebody is handed of an act
	"partner":    {"roster"},                                                                                                                                                                   // a deciding organ that only a roster names
	"person":     {"journey"},                                                                                                                                                                  // who is taken in gets a file
	"placement":  {"resident", "roster", "journey"},                                                                                                                                            // who leaves sleeps nowhere, who is taken in gets a bed
	"resident":   {"measure", "roster", "placement", "journey"},                                                                                                                                // a release ends the stay; a bed of another brigade is its charge
	"transfer":   {"journey"},                                                                                                                                                                  // somebody who is sent or received brings his package
	"rule":       {"law"},                                                                                                                                                                      // what is confirmed of the law, by actions on the law
	"staff":      {"pair"},                                                                                                                                                                     // what two officers have agreed to ends a post
	"statistics": {"sealing"},                                                                                                                                                                  // the outcome of who is sealed away, without him
}

// Derived marks a room that is written as the consequence of an act already checked in the same transaction:
// duties opened by a measure, a number taken by a letter. It fails with policy.nothing_checked (Internal) when
// nothing was checked that may lead to it.
func Derived(m interface {
	Marker
	PolicyMarked(room string) bool
}, room string,
) error {
	if m.PolicyMarked(room) {
		return nil
	}
	if !slices.ContainsFunc(follows[room], m.PolicyMarked) {
		return errs.New(errs.Internal, "policy.nothing_checked", room)
	}
	m.MarkPolicy(room)
	return nil
}

// Shown tells whether a room may be read as the consequence of a reading, or of an act, already allowed in the same
// transaction: the report of a roster that somebody may see. It marks nothing: nobody writes by it.
func Shown(m interface{ Looked(room string) bool }, room string) bool {
	return slices.ContainsFunc(follows[room], m.Looked)
}

// SetAside marks rooms whose rows a sealing takes away: any room that has somebody's rows, because a file is sealed whole.
// It follows from an act on sealings and from nothing else, and only the room aside calls it.
func SetAside(m interface {
	Marker
	PolicyMarked(room string) bool
}, rooms ...string,
) error {
	if !m.PolicyMarked("sealing") {
		return errs.New(errs.Internal, "policy.nothing_checked", "aside")
	}
	for _, room := range rooms {
		m.MarkPolicy(room)
	}
	return nil
}
