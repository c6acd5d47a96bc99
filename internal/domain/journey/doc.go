// Package journey is how a person's affairs go through the house (办理): from the police van to the gate. An affair is a
// case; each kind of case is a Course, a table of states and of the steps that lead from one to another.
//
//	Begin   opens a case with the first step of its course
//	Do      one step: what was answered is kept, and what follows in other rooms is done in the same transaction
//	File    a case with its steps for its page: what is done, by whom, what is lacking
//
// A step knows who may do it (an action of policy), in which states, what must be done before, who may not do it because
// he did another (never one officer twice), its articles, and its fields; its Judge is pure, its Do calls the rooms below.
// What somebody answered is never changed: done again, a step keeps both. Everything is sealed with the case's own key;
// what the steps of another compartment say is sealed with that compartment's, opened for its staff, and read below the
// screens by the rules that need it.
//
// The courses stand in rooms below journey/course, the pages of all of them in door/journeypages: a new affair is a table
// there and words, no page of its own.
//
// Words: 办理 case, 步骤 step, 事项 course, 材料 papers.
package journey

import "embed"

// Catalogue holds the words of this room and of every course in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
