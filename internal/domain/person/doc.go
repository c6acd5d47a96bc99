// Package person is everybody the house writes about, once: residents, their kin, children, applicants,
// donors. What somebody is to the house is said elsewhere (resident, measure); here stand the name, the
// numbers, the family and how to reach them.
//
// Everything that could name somebody is sealed with the person's own key in the general compartment: a
// stolen file lists nobody. Search goes by keyed tokens of names, readings and numbers, which say nothing
// without the vault. The price is that the database cannot sort by name; lists sort by dates and numbers,
// and a page sorts its own fifty rows.
//
//	Create, Change   the identity; every version is kept
//	Link             the family graph: one link, read from both ends
//	Candidates       who may be the same person: same number, or two of reading, birth, county
//	Tokens           what a search box's text is looked up by
//
// Kin and children are persons too, with their own keys: sealing one seals nobody else.
package person
