// Package term is the legal clock: what happened goes in, and what the law makes of it comes out.
//
// Words: fact 事实 (what happened, in the order recorded), case 案例 (one person's facts, with the moment at
// which they are judged), fold 折算 (the pure function from a case to its answer), measure 措施, duty 法定时限,
// refusal 拒绝, warning 提示, opening 起始事实 (the fact that a later one needs: an absence before a return, a
// proposal before its decision).
//
// Promises: Fold is pure. It reads no clock and no database, and the same case always has the same answer.
// Facts are judged in the order given; one that the law refuses changes nothing, and later ones are judged as
// if it had not been offered. A withdrawn fact equals one never offered. Nothing lengthens a stay but a named
// decision and absconding. asOf decides only what is overdue and what has come to an end by time. Ordinary
// lives are folded without allocating, so that pages can ask for a whole province.
//
// How to read it: fact.go is the vocabulary and specs.go the table of fact types (fields, what they need,
// which handler); the handlers stand in one file a family (ci_*.go, community.go, absence.go, …); finish.go
// turns what was gathered into the answer, trace.go says why. READINGS.md lists how doubtful sentences of the
// interface were read.
//
// Not here: JSON (door/termfilter), storing facts (domain/measure), and any decision: CD_REFUSED and the like
// are findings that await a named decision of the competent organ.
package term
