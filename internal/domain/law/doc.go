// Package law is what the law says, as data: instruments, parameters, states and their transitions, duties,
// refusals and warnings, each with its article and with how sure we are of it.
//
// Words: instrument 法规 (short name NCL, REG …), certainty mark 确定性标记 (Mark), parameter 参数 (a number
// or a choice that a rule uses), Book 法典 (the parameters in force, shipped ones and those that the bureau
// confirmed or set), measure 措施, duty 法定时限, refusal 拒绝, warning 提示.
//
// Promises: nothing here acts. Tables are read-only values and functions are pure; a Book is a value that
// whoever holds a transaction builds from the shipped table and the rows of the database, so that no rule
// ever reads the database. Only what was read in an enacted text (S, X), or what two people of the bureau's
// legal post confirmed with a document, may refuse anything; the rest warns. No confirmation and no local
// value is ever less favourable to the person than a value marked S. A number that nobody knows is a
// parameter without a value, and a person decides.
//
// Not here: the clock that applies the rules to a life (domain/term), texts for people (catalogue keys
// "law.…"), and who may confirm (policy).
package law
