package policy

// What each role may do, written by TestTable from the policies:
//
//	U in the unit where he sits   F in his facility   P in the province (a seat in the bureau)   O only his own
//	s with a fresh second factor  p for a purpose      . not at all
//
//	DO duty_officer   ZO zone_officer   IO intake_officer   RO return_officer   CO case_officer   BR brigade_head
//	FH facility_head  AS assessor  AH assessment_head  DR doctor  NU nurse  PH pharmacist  PS psychologist
//	TE teacher  TR trainer  LO legal_officer  FA facility_admin  BH bureau_head  BL bureau_legal
//	BS bureau_statistician  BI bureau_inspector  SK system_keeper  SO station_officer  PR procurator
//
// "Not by the same officer" (confirm, approve, appoint, reset) and parts of the system are not in the table.
//
//	                   DO  ZO  IO  RO  CO  BR  FH  AS  AH  DR  NU  PH  PS  TE  TR  LO  FA  BH  BL  BS  BI  SK  SO  PR
//	facility.view      F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   P   P   P   P   P   F   F
//	facility.manage    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   F   .   .   .   .   P   .   .
//	staff.view         F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   F   P   P   P   P   P   F   F
//	staff.manage       .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .   .   Fs  Ps  .   .   .   Ps  .   .
//	staff.delegate     Os  Os  Os  Os  Os  Us  Fs  Os  Os  Os  Os  Os  Os  Os  Os  Os  Fs  Ps  Os  Os  Os  Os  Os  Os
//	partner.view       P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P
//	partner.manage     .   .   P   P   .   .   .   .   .   .   .   .   .   .   .   P   P   .   P   .   .   .   P   .
//	person.list        U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   U   F
//	person.view        U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   Pp  Pp  .   Pp  .   U   F
//	person.identity    U   U   F   F   U   U   F   F   F   F   F   F   F   .   .   F   .   Pp  Pp  .   Pp  .   U   .
//	person.create      .   F   F   F   F   F   .   .   .   F   .   .   F   .   .   F   .   .   .   .   .   .   .   .
//	person.change      .   U   F   F   U   U   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	person.contact     U   U   F   F   U   U   F   .   .   F   .   .   F   .   .   F   .   .   .   .   .   .   U   .
//	resident.list      U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   U   F
//	resident.view      U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   Pp  Pp  .   Pp  .   U   F
//	resident.open      .   .   F   .   .   .   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   .   .
//	resident.change    .   U   F   F   U   U   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	measure.view       U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   U   F
//	measure.record     .   .   F   F   U   U   F   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	measure.correct    .   .   Fs  .   Us  .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   .   .   Us  .
//	measure.withdraw   .   .   Fs  .   Us  .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   .   .   Us  .
//	measure.confirm    .   .   .   .   .   Us  Fs  .   .   .   .   .   .   .   .   Fs  .   .   Ps  .   .   .   Us  .
//	duty.list          U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   U   F
//	duty.view          U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   U   F
//	duty.discharge     .   U   F   F   U   U   F   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	duty.assign        .   .   .   .   .   U   F   .   .   .   .   .   .   .   .   F   .   P   P   .   .   .   U   .
//	duty.confirm_paper .   U   F   F   U   U   F   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	law.view           P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P   P
//	law.propose        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Ps  .   .   .   .   .
//	law.confirm        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Ps  .   .   .   .   .
//	journey.view       U   U   F   F   U   U   F   F   F   F   F   .   .   .   .   F   .   P   P   .   P   .   U   F
//	journey.intake     .   .   F   .   .   .   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   .   .
//	journey.examine    .   .   .   .   .   .   .   .   .   F   F   .   .   .   .   .   .   .   .   .   .   .   .   .
//	journey.attend     U   U   F   F   U   U   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   .   .
//	journey.move       U   U   F   F   U   U   F   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   .   .
//	journey.propose    .   .   .   .   U   U   .   F   F   F   .   .   .   .   .   F   .   .   .   .   .   .   .   .
//	journey.approve    .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	journey.supervise  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Ps  Ps  .   .   .   .   .
//	journey.decide     .   .   F   .   .   .   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   .   .
//	journey.release    .   .   .   F   .   .   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   .   .
//	journey.witness    Fs  Fs  Fs  Fs  Fs  Fs  Fs  .   .   .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .
//	journey.expire     .   .   .   Fs  .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .
//	journey.report     U   U   F   F   U   U   F   .   .   F   .   .   .   .   .   F   .   .   .   .   .   .   .   .
//	journey.remedy     U   U   F   F   U   U   F   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	journey.request    U   U   F   F   U   U   F   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	journey.answer     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	question.view      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	transfer.view      .   .   F   F   .   .   F   .   .   F   F   .   .   .   .   F   .   P   P   .   P   .   .   F
//	outing.list        U   U   F   F   U   U   F   .   .   F   F   .   .   .   .   F   .   P   P   .   P   .   .   F
//	outing.view        U   U   F   F   U   U   F   .   .   F   F   .   .   .   .   F   .   P   P   .   P   .   .   F
//	outing.record      U   U   F   F   U   U   F   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	rollcall.list      U   U   F   F   U   U   F   .   .   F   F   .   .   .   .   F   .   P   P   .   P   .   .   F
//	rollcall.view      U   U   F   F   U   U   F   .   .   F   F   .   .   .   .   F   .   P   P   .   P   .   .   F
//	rollcall.record    U   U   .   .   U   U   F   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	rollcall.confirm   Fs  Fs  .   .   Fs  Fs  Fs  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	daybook.view       U   U   F   F   U   U   F   .   .   F   F   .   .   .   .   F   .   P   P   .   P   .   .   F
//	daybook.make       U   U   .   .   U   U   F   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	daybook.erase      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	placement.view     U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   U   F
//	placement.assign   U   U   F   F   .   U   F   .   .   F   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	placement.apart    .   U   F   .   .   U   F   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	placement.medical  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	roster.import      .   .   Fs  .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   Ps  .   .   .   .   .
//	roster.preview     .   .   F   .   .   .   F   .   .   .   .   .   .   .   .   F   .   .   P   .   P   .   .   .
//	roster.view        .   .   F   .   .   .   F   .   .   .   .   .   .   .   .   F   .   .   P   .   P   .   .   .
//	export.request     .   .   F   F   .   U   F   .   .   .   .   .   .   .   .   F   .   .   P   P   P   .   .   .
//	export.approve     .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .   Fs  .   Ps  Ps  .   .   .   .   .
//	export.download    Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os  Os
//	export.build       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	supervision.view   .   .   .   .   .   .   F   .   .   .   .   .   .   .   .   F   .   P   P   .   P   .   .   F
//	supervision.ask    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   F
//	supervision.answer .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .
//	audit.view         O   O   O   O   O   O   F   O   O   O   O   O   O   O   O   F   O   O   P   O   P   O   O   F
//	audit.verify       .   .   .   .   .   .   P   .   .   .   .   .   .   .   .   P   .   P   P   .   P   P   .   P
//	jobs.view          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   P   .   .
//	jobs.retry         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   P   .   .
//	keys.turn          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	pair.propose       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Ps  .   .
//	pair.confirm       .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .   Fs  Fs  Ps  Ps  .   Ps  Ps  .   .
//	pair.withdraw      .   .   .   .   .   .   Fs  .   .   .   .   .   .   .   .   Fs  Fs  Ps  Ps  .   Ps  Ps  .   .
//	pair.view          .   .   .   .   .   .   F   .   .   .   .   .   .   .   .   F   F   P   P   .   P   P   .   .
//	authn.account      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   Ps  .   .
//	authn.reset        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   Ps  .   .
//	authn.unlock       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   .   .   Ps  .   .
//	authn.signin       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	authn.self         O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
//	reminder.self      O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
//	reminder.send      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	document.put       U   U   F   F   U   U   F   F   F   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	document.view      U   U   F   F   U   U   F   F   F   .   .   .   .   .   .   F   .   .   Pp  .   Pp  .   U   .
//	document.erase     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	paper.view         U   U   F   F   U   U   F   F   F   .   .   .   .   .   .   F   .   .   Pp  .   Pp  .   U   F
//	paper.issue        .   .   F   F   U   U   F   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	paper.void         .   .   F   F   U   U   F   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   U   .
//	sealing.list       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   P   .   P   .   .   .
//	sealing.view       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   F   .   .   P   .   P   .   .   .
//	sealing.ask        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   Ps  .   .   .   .   .
//	sealing.confirm    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Ps  .   .   .   .   .
//	sealing.propose    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	sealing.open_ask   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Fs  .   .   Ps  .   .   .   .   .
//	sealing.open_grant .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Ps  .   .   .   .   .
//	sealing.read       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   O   .   .   O   .   .   .   .   .
//	sealing.close      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	statistics.view    .   .   .   .   .   .   F   .   .   .   .   .   .   .   .   F   .   P   P   P   P   .   .   .
//	statistics.whole   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   P   P   P   P   .   .   .
//	statistics.close   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	search.use         U   U   F   F   U   U   F   F   F   F   F   F   F   F   F   F   .   P   P   .   P   .   U   F
//	clinical.view      Up  .   .   .   .   Up  Fp  .   .   Fp  Fp  Fp  .   .   .   .   .   .   .   .   .   .   .   .
//	infection.view     Up  .   .   .   .   Up  Fp  .   .   Fp  Fp  Fp  .   .   .   .   .   .   .   .   .   .   .   .
//	psychology.view    .   .   .   .   .   .   .   .   .   .   .   .   Fp  .   .   .   .   .   .   .   .   .   .   .
//	child.view         Up  Up  Fp  Fp  Up  Up  Fp  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Up  .
//	complaint.view     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Pp  .   .   Fp
//	emergency.open     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	emergency.list     .   .   .   .   .   .   F   .   .   .   .   .   .   .   .   F   .   .   .   .   P   .   .   .
//	emergency.view     O   O   O   O   O   O   F   O   O   O   O   O   O   O   O   F   O   O   O   O   P   O   O   O
//	emergency.heed     .   .   .   .   .   .   F   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	emergency.review   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   Ps  .   .   .
//	kiosk.self         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	kiosk.signin       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	kiosk.account      .   .   Fs  .   Us  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	kiosk.list         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   P   .   .   F
//	objection.raise    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	objection.list     .   .   .   .   U   U   F   .   .   .   .   .   .   .   .   F   .   .   P   .   P   .   .   .
//	objection.view     .   .   .   .   U   U   F   .   .   .   .   .   .   .   .   F   .   .   P   .   P   .   .   .
//	objection.answer   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   F   .   .   .   .   .   .   .   .
//	complaint.send     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	complaint.list     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	complaint.handle   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
//	complaint.key      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
