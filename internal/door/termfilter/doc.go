// Package termfilter is `guitu term`: the legal clock as a filter of JSON lines. Cases come in, one a line;
// answers go out, one a line, in the same order.
//
// Words: line 行 (one case), answer 答复, bad input 无效输入 (a line that is not a case).
//
// Promises: every line has exactly one answer, an empty line too, and one bad line does not stop the next.
// Lines may be as long as memory allows. An answer is written as soon as no further line waits, so that a
// person can feed it by hand. It reads nothing but its input: no database, no clock, no file.
//
// Not here: the law (domain/law), the clock (domain/term).
package termfilter
