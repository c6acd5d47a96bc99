// Package reminder reminds an officer outside of the house that something is owed (提醒): once a day, at an hour that he
// chose, by mail or by a text message; and it remembers until when he has seen what came (上次查看).
//
// A reminder holds two counts, overdue and due today, and the words around them. There is no name, number, unit,
// compartment or address of a page in it, and no day on which nothing is owed: a mail lies open on its way, and a
// telephone lies on tables. Which duties they are is read where one signs in.
//
//	Ask      the officer names an address; a code of six digits is sent there
//	Confirm  he types the code: from now on he is reminded
//	End      no more; the address is forgotten
//	Turn     each hour: for whom the hour has come
//	Look     he has seen his day until a moment
//
// Promises. Nobody is reminded who did not ask for it and prove the address. Nobody but he himself is shown it; it lies
// sealed under the key of his account. One reminder a day: the day is kept in his row, and a repeated job finds it told.
// It ends by itself when the account is closed or the last post has ended. What is sent is a job whose row holds ids; a
// failure is tried again until the day is over, and stands where the keeper of the system looks. The log says that a
// reminder was asked for, ended, sent or could not be sent, never where to nor what it said.
package reminder
