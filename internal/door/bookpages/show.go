package bookpages

import (
	"context"
	"mime"
	"strconv"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/daybook"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

type showPage struct {
	web.Page
	Sheet press.Sheet
	PDF   string
	Until string
}

// opened is a book set for the reader; the opening is a fact.
func (d *desk) opened(r *web.Request) (b daybook.Book, s press.Sheet, err error) {
	which, err := r.ID("id")
	if err != nil {
		return b, s, err
	}
	b, c, err := d.Books.Open(r.Context(), which)
	if err != nil {
		return b, s, err
	}
	names, err := d.names(r.Context(), b, c)
	if err != nil {
		return b, s, err
	}
	set := d.Set.Print(r.Context(), b, c)
	set.Names = func(p id.ID) string { return names[p] }
	return b, set.Sheet(), nil
}

// names gives everybody in a book as the reader may see him: by the rule of the roll, of today. Who is sealed away has
// none; who went to another house goes by his number.
func (d *desk) names(ctx context.Context, b daybook.Book, c daybook.Content) (map[id.ID]string, error) {
	where := make(map[id.ID]policy.Resource, len(c.Faces))
	for p, f := range c.Faces {
		if f.Name != "" {
			where[p] = policy.Resource{Facility: b.Facility, Unit: b.Unit}
		}
	}
	return store.Read(ctx, d.DB, func(tx *store.Tx) (map[id.ID]string, error) {
		faces, err := d.Census.Faces(ctx, tx, where)
		out := make(map[id.ID]string, len(faces))
		for p, f := range faces {
			switch {
			case !f.Listed:
				out[p] = f.FileNumber
			case f.Name.Masked:
				out[p] = telling.Name(d.Words.In(text.ZH), f.Name)
			default:
				out[p] = c.Faces[p].Name // as he was called that night
			}
		}
		return out, err
	})
}

func (d *desk) show(r *web.Request) error {
	b, s, err := d.opened(r)
	if err != nil {
		return err
	}
	p := showPage{Page: r.Page(r.T("daybooks.one"), "by-hand"), Sheet: s, PDF: at(b.ID) + "/pdf"}
	p.Chapter = "paper-print" // by which the sheet is printed without the frame: css/paper.css
	p.Crumbs = []web.Crumb{{Label: r.T("daybooks.title"), URL: "/daybook"}}
	p.Sub = s.Number
	p.Until = p.T("daybooks.until", p.Moment(b.Erase))
	return r.Draw(p.Page, showView(p))
}

// pdf sends the book as a file, named by its code: a name on a desktop is read by others.
func (d *desk) pdf(r *web.Request) error {
	b, s, err := d.opened(r)
	if err != nil {
		return err
	}
	body, err := press.PDF(press.Drawable(s))
	if err != nil {
		return err
	}
	h := r.Writer().Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "daybook-" + b.Code + ".pdf"}))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := r.Writer().Write(body); err != nil {
		r.Note("download", "broken off")
	}
	return nil
}
