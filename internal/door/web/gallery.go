package web

import "guitu/internal/base/errs"

func gallery(r *Request) error {
	p := r.Page("组件陈列", "look")
	return r.Render(galleryPage(p))
}

func galleryPosted(r *Request) error {
	var f errs.Fields
	f.Add("months", "web.bad_value", "")
	return r.Again(f.Err("web.bad_form"), gallery)
}
