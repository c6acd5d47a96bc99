// Package faults is a disk that fails, for tests: it is full, cannot be written, forgets what it was not told to keep
// when the power goes.
//
//	disk := faults.Under(t, folder)    // every file that SQLite opens below the folder from now on
//	disk.Be(faults.Full)               // each write fails until Be(faults.Well)
//	disk.Mark("act 7 acknowledged")
//	disk.PowerLoss(at, chance, to)     // what a machine would find that lost its power after step at
//
// It stands between SQLite and the file system of the process (a VFS of SQLite, https://sqlite.org/vfs.html), and so
// sees every write, truncation, sync and removal of the database and its log in the order in which they were asked for.
// What SQLite keeps in shared memory is not seen: no power loss leaves any of it.
//
// # What a power loss leaves
//
// What was written before the last sync of its file stands. Of what was written after, each run of 512 bytes stands or
// does not, by chance and each for itself: a page may be torn, and a later write may stand where an earlier one does
// not. That is more than most disks do, and no more than a disk may do.
package faults
