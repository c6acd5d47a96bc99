package doctor

// What no test can bring about on a machine is judged apart from being asked.
var (
	Roomy = roomy
	Zoned = zoned
	Faced = faced
)
