// A gateway for text messages that sends nothing: it puts each line that it is given into a file, for the test that waits
// for it.
import { appendFileSync, readFileSync } from "node:fs";

appendFileSync(process.argv[2], readFileSync(0));
