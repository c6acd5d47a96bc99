package termfilter

import (
	"bufio"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"runtime"

	"guitu/internal/base/text"
	"guitu/internal/domain/term"
)

// Catalogue is what the filter says of bad input.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Filter answers lines with a clock, in a language.
type Filter struct {
	clock *term.Clock
	words text.Printer
}

// New makes a filter. The printer's catalogue must hold Catalogue and, for traces, those of domain/term and
// domain/law.
func New(clock *term.Clock, words text.Printer) *Filter { return &Filter{clock: clock, words: words} }

// Decode reads one line as a case, for a page that shows the answer itself. What makes the line no case is said
// in words; it is "" when nothing does.
func Decode(raw []byte, p text.Printer) (c term.Case, bad string) {
	var d decoder
	if wrong := d.decode(raw); wrong != nil {
		return c, wrong.says(p)
	}
	return d.c, ""
}

// batch is lines on their way through: filled by the reader, answered by a worker, written in order.
type batch struct {
	in   []byte // lines, each with its end
	out  []byte
	bad  bool
	done chan struct{}
}

// size of a batch: enough to outweigh the handing over.
const size = 64 << 10

// Run answers every line of in on out. bad tells whether any line was not a case; err is a failure to read or
// write, after which answers are incomplete.
func (f *Filter) Run(in io.Reader, out io.Writer) (bad bool, err error) {
	workers := runtime.GOMAXPROCS(0)
	todo := make(chan *batch, workers)
	order := make(chan *batch, 2*workers)
	free := make(chan *batch, 4*workers)
	stop := make(chan struct{})
	readErr := make(chan error, 1)
	for range workers {
		go f.answer(todo)
	}
	go func() { readErr <- read(in, todo, order, free, stop) }()

	var writeErr error
	for b := range order {
		<-b.done
		bad = bad || b.bad
		if writeErr == nil {
			if _, writeErr = out.Write(b.out); writeErr != nil {
				close(stop)
			}
		}
		select {
		case free <- b:
		default:
		}
	}
	if err := errors.Join(<-readErr, writeErr); err != nil {
		return bad, fmt.Errorf("termfilter: %w", err)
	}
	return bad, nil
}

// read cuts the input into batches of whole lines. It hands over early when no more input waits.
func read(in io.Reader, todo, order chan<- *batch, free <-chan *batch, stop <-chan struct{}) error {
	defer close(order)
	defer close(todo)
	r := bufio.NewReaderSize(in, size)
	if mark, err := r.Peek(3); err == nil && bytes.Equal(mark, []byte("\ufeff")) {
		_, _ = r.Discard(3) // a byte order mark, as editors on Windows leave it
	}
	b := take(free)
	for {
		part, err := r.ReadSlice('\n')
		b.in = append(b.in, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue // a long line
		}
		end := err != nil
		if len(b.in) > 0 && (end || len(b.in) >= size || r.Buffered() == 0) {
			select {
			case <-stop:
				return nil
			case todo <- b:
			}
			order <- b
			b = take(free)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case end:
			return err
		}
	}
}

func take(free <-chan *batch) *batch {
	select {
	case b := <-free:
		b.in, b.out, b.bad = b.in[:0], b.out[:0], false
		return b
	default:
		return &batch{done: make(chan struct{}, 1)}
	}
}

// answer works through batches with its own memory.
func (f *Filter) answer(todo <-chan *batch) {
	var (
		d      decoder
		a      term.Answer
		folder = term.NewFolder(f.clock)
	)
	for b := range todo {
		for line := range bytes.Lines(b.in) {
			if wrong := d.decode(bytes.TrimSuffix(line, []byte("\n"))); wrong != nil {
				b.bad = true
				b.out = appendError(b.out, d.id, wrong, f.words)
				continue
			}
			folder.Fold(&d.c, &a)
			b.out = appendAnswer(b.out, d.id, &a, d.c.Trace, f.words)
		}
		b.done <- struct{}{}
	}
}
