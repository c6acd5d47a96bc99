package app

import (
	"embed"
	"io/fs"

	"guitu/internal/base/cn"
	"guitu/internal/base/text"
	"guitu/internal/demo"
	"guitu/internal/domain/census"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/emergency"
	"guitu/internal/domain/export"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/sealing"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/statistics"
	"guitu/internal/domain/supervision"
	"guitu/internal/domain/term"
	"guitu/internal/domain/transfer"
	"guitu/internal/door/adminpages"
	"guitu/internal/door/api"
	"guitu/internal/door/bookcopy"
	"guitu/internal/door/bookpages"
	"guitu/internal/door/casepages"
	"guitu/internal/door/daypages"
	"guitu/internal/door/emergencypages"
	"guitu/internal/door/findpages"
	"guitu/internal/door/helppages"
	"guitu/internal/door/journeypages"
	"guitu/internal/door/lawpages"
	"guitu/internal/door/outpages"
	"guitu/internal/door/ownpages"
	"guitu/internal/door/papercheck"
	"guitu/internal/door/paperpages"
	"guitu/internal/door/placepages"
	"guitu/internal/door/purpose"
	"guitu/internal/door/rightspages"
	"guitu/internal/door/rollpages"
	"guitu/internal/door/rosterpages"
	"guitu/internal/door/sealingpages"
	"guitu/internal/door/sheet"
	"guitu/internal/door/signpages"
	"guitu/internal/door/supervisionpages"
	"guitu/internal/door/systempages"
	"guitu/internal/door/telling"
	"guitu/internal/door/termfilter"
	"guitu/internal/door/transferpages"
	"guitu/internal/door/web"
	"guitu/internal/platform/aside"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/clam"
	"guitu/internal/platform/config"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/document"
	"guitu/internal/platform/history"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/keys"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/parcel"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/scan"
	"guitu/internal/platform/seal"
	rolls "guitu/internal/platform/sheet"
	"guitu/internal/platform/store"
	"guitu/internal/platform/trace"
	"guitu/internal/platform/witness"
)

//go:embed messages.*.json
var own embed.FS

// Words is every message of the house in both languages, and of what stands above it (the command line). A
// test holds the list against the folders that carry messages.
func Words(above ...fs.FS) (*text.Catalogue, error) {
	return text.Load(append(catalogues(), above...)...)
}

// catalogues lists the packages with words, in the order of the stairs.
func catalogues() []fs.FS {
	return []fs.FS{
		cn.Catalogue,
		config.Catalogue, obs.Catalogue, store.Catalogue, backup.Catalogue, rolls.Catalogue, press.Catalogue, scan.Catalogue, clam.Catalogue, policy.Catalogue, seal.Catalogue,
		audit.Catalogue, witness.Catalogue, parcel.Catalogue, history.Catalogue, authn.Catalogue, kiosk.Catalogue, jobs.Catalogue, keys.Catalogue, pair.Catalogue, document.Catalogue, reminder.Catalogue, doctor.Catalogue, trace.Catalogue, aside.Catalogue,
		law.Catalogue, term.Catalogue, rule.Catalogue, facility.Catalogue, staff.Catalogue, duty.Catalogue,
		partner.Catalogue, person.Catalogue, resident.Catalogue, placement.Catalogue, outing.Catalogue, rollcall.Catalogue, daybook.Catalogue, paper.Catalogue, measure.Catalogue, transfer.Catalogue, supervision.Catalogue,
		roster.Catalogue, export.Catalogue, census.Catalogue, complaint.Catalogue, objection.Catalogue, emergency.Catalogue, journey.Catalogue, statistics.Catalogue, sealing.Catalogue,
		termfilter.Catalogue, web.Catalogue, telling.Catalogue, sheet.Catalogue, papercheck.Catalogue, bookcopy.Catalogue, signpages.Catalogue, daypages.Catalogue, findpages.Catalogue,
		casepages.Catalogue, journeypages.Catalogue, rosterpages.Catalogue, lawpages.Catalogue, adminpages.Catalogue, systempages.Catalogue, placepages.Catalogue,
		rollpages.Catalogue, outpages.Catalogue, bookpages.Catalogue, paperpages.Catalogue, transferpages.Catalogue, supervisionpages.Catalogue, sealingpages.Catalogue,
		ownpages.Catalogue, rightspages.Catalogue, purpose.Catalogue, api.Catalogue, emergencypages.Catalogue, helppages.Catalogue,
		demo.Catalogue, own,
	}
}
