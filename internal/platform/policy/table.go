package policy

// What each role may do, written by TestTable from the policies:
//
//	U in the unit where he sits   F in his facility   P in the province (a seat in the bureau)   O only his own
//	s with a fresh second factor  p for a purpose     t also named in the person's care team     . not at all
//
//	DO duty_officer   ZO zone_officer   IO intake_officer   RO return_officer   CO case_officer   BR brigade_head
//	FH facility_head  AS assessor  AH assessment_head  DR doctor  NU nurse  PH pharmacist  PS psychologist
//	TE teacher  TR trainer  LO legal_officer  FA facility_admin  BH bureau_head  BL bureau_legal
//	BS bureau_statistician  BI bureau_inspector  SK system_keeper  SO station_officer  PR procurator
//
// "Not by the same officer" (confirm, approve, waive, appoint, reset) and parts of the system are not in the table.
//
//	                   DO  ZO  IO  RO  CO  BR  FH  AS  AH  DR  NU  PH  PS  TE  TR  LO  FA  BH  BL  BS  BI  SK  SO  PR
//	facility.view      F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   P   P   P   P   P   F   F
//	facility.manage    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   F   .   .   .   .   P   .   .
//	staff.view         F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   P   P   P   P   P   F   F
//	staff.manage       .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .   .   Fs  Ps  .   .   .   Ps  .   .
//	staff.delegate     O   O   O   O   O   U   F   O   O   O   O   O   O   O   O   O   F   P   O   O   O   O   O   O
//	partner.view       P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P
//	partner.manage     .   .   P   P   .   .   .   .   .   .   .   .   .   .   .   P   P   .   P   .   .   .   P   .
//	person.list        U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   F   .
//	person.view        U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   Pp  Pp  .   Pp  .   F   .
//	person.create      .   F   F   F   F   F   .   .   .   F   .   .   F   .   .   F   .   .   .   .   .   .   F   .
//	person.change      .   U   F   F   U   U   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   F   .
//	person.merge       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   Ps  .   .   .   .   .
//	person.contact     U   U   F   F   U   U   F   .   .   F   .   .   F   .   .   F   .   .   .   .   .   .   F   .
//	resident.list      U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   F   F
//	resident.view      U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   Pp  Pp  .   Pp  .   F   F
//	resident.open      .   .   F   .   .   .   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   F   .
//	resident.change    .   U   F   F   U   U   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   F   .
//	measure.view       U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   F   F
//	measure.record     .   .   F   F   U   U   F   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   F   .
//	measure.correct    .   .   Fs  .   Us  .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   .   .   Fs  .
//	measure.withdraw   .   .   Fs  .   Us  .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   .   .   Fs  .
//	measure.confirm    .   .   .   .   .   Us  Fs  .   .   .   .   .   .   .   .   Fs  .   .   Ps  .   .   .   Fs  .
//	duty.list          U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   O   P   P   O   P   O   F   F
//	duty.view          U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   O   P   P   O   P   O   F   F
//	duty.discharge     O   U   F   F   U   U   F   O   O   O   O   O   O   O   O   F   O   O   O   O   O   O   F   O
//	duty.waive         .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .   Fs  .   .   Ps  .   .   .   .   .
//	duty.assign        .   .   .   .   .   U   F   .   .   .   .   .   .   .   .   F   .   P   P   .   .   .   F   .
//	duty.confirm_paper O   U   F   F   U   U   F   O   O   O   O   O   O   O   O   F   O   O   O   O   O   O   F   O
//	duty.escalate      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	law.view           P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P
//	law.propose        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   P   .   .   .   .   .
//	law.confirm        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Ps  .   .   .   .   .
//	placement.view     U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   F   .
//	placement.assign   U   U   F   F   .   U   F   .   .   F   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	roster.import      .   .   Fs  .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   Ps  .   .   .   Fs  .
//	roster.preview     .   .   F   .   .   .   F   .   .   .   .   .   .   .   .   F   .   .   P   .   P   .   F   .
//	roster.view        .   .   F   .   .   .   F   .   .   .   .   .   .   .   .   F   .   .   P   .   P   .   F   .
//	export.request     .   .   F   F   .   U   F   .   .   .   .   .   .   .   .   F   .   .   P   P   P   .   F   .
//	export.approve     .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .   Fs  .   Ps  Ps  .   .   .   .   .
//	export.download    Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os
//	export.build       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	audit.view         O   O   O   O   O   O   F   O   O   O   O   O   O   O   O   F   O   O   P   O   P   O   O   F
//	audit.verify       .   .   .   .   .   .   P   .   .   .   .   .   .   .   .   P   .   P   P   .   P   P   .   P
//	jobs.view          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   P   .   .
//	jobs.retry         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   P   .   .
//	authn.account      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   Ps  .   .
//	authn.reset        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   Ps  .   .
//	authn.unlock       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   Ps  .   .
//	authn.signin       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	authn.self         O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
//	document.put       U   U   F   F   U   U   F   F   F   .   .   .   .   .   .   F   .   .   P   .   .   .   F   .
//	document.view      U   U   F   F   U   U   F   F   F   .   .   .   .   .   .   F   .   .   P   .   Pp  .   F   .
//	document.erase     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	search.use         U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   F   .
//	clinical.view      Up  .   .   .   .   Up  Fp  .   .   Fp  Fp  Fp  .   .   .   .   .   .   .   .   .   .   .   .
//	infection.view     Up  .   .   .   .   Up  Fp  .   .   Fp  Fp  Fp  .   .   .   .   .   .   .   .   .   .   .   .
//	psychology.view    .   .   .   .   .   .   .   .   .   .   .   .   Fp  .   .   .   .   .   .   .   .   .   .   .
//	psychology.safety  Fp  Fp  .   .   Fp  Fp  Fp  .   .   F   F   Fp  F   .   .   .   .   .   .   .   .   .   .   .
//	child.view         Up  Up  Fp  Fp  Up  Up  Fp  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fp  .
//	voluntary.view     .   .   .   .   .   .   .   .   .   Fpt Fpt .   Fpt .   .   .   .   .   .   .   .   .   .   .
//	complaint.view     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Pp  .   .   Fp
