// Package web is the kit of the doors: the site and its chain, the frame of every page, forms, lists, the
// parts of which pages are built, and the pages of errors. It knows HTTP and nothing of rehabilitation.
package web
