package press

// What stays together. Where somebody signs is no page of its own: the last row or the last two lines of what is signed go
// with it. Of a letter that goes for issuer and day too (GB/T 9704 wants no page without text); of a form, which is full of
// rows and signatures, they may go on to the next page, where its head says whose paper it is: nothing of a page is left
// empty for others to fill in. A paragraph leaves no line alone at the foot or at the
// head of a page, and what is cut off is cut off in one piece.

// flat gives each point of a list as the paragraph that it is set as.
func flat(blocks []Block) (out []Block) {
	for _, b := range blocks {
		if b.Kind != ListKind {
			out = append(out, b)
			continue
		}
		for _, x := range b.Items {
			out = append(out, P(x))
		}
	}
	return out
}

// tail finds where a sheet begins to be signed: the first block behind which nothing but signatures and notes stands, and
// how high all that is, with issuer, date and code unless a form is signed.
func (t *setter) tail() (first int, high float64) {
	blocks := t.sheet.Blocks
	first = len(blocks)
	for i := len(blocks) - 1; i >= 0 && (blocks[i].Kind == SignatureKind || blocks[i].Kind == NoteKind); i-- {
		if blocks[i].Kind == SignatureKind {
			first = i
		}
	}
	if high, _ = t.endHigh(); t.sheet.Size == Form && first < len(blocks) {
		high = 0
	}
	for _, b := range blocks[first:] {
		high += t.blockHigh(b)
	}
	return first, high
}

// follow says how high what must stand on the same page as the last row or the last two lines of each block is. One line is
// too few: the block before it comes along.
func (t *setter) follow() []float64 {
	out := make([]float64, len(t.sheet.Blocks))
	first, high := t.tail()
	if first == 0 || high+4*t.body.pitch > t.high {
		return out // more than a page: nothing can be kept together
	}
	for i, lines := first-1, 0; i >= 0 && lines < 2; i-- {
		b := t.sheet.Blocks[i]
		out[i] = high
		high += t.blockHigh(b)
		if lines += t.blockLines(b); b.Kind == TableKind {
			break
		}
	}
	return out
}

// dressed is how a text block is set, and its indent.
func (t *setter) dressed(b Block) (s style, indent float64) {
	switch b.Kind {
	case NoteKind:
		return t.small, 0
	case Level1Kind:
		s := t.body
		s.bold = true
		return s, t.indent
	}
	return t.body, t.indent
}

// blockLines is how many lines of text a block has.
func (t *setter) blockLines(b Block) int {
	s, indent := t.dressed(b)
	return len(setLines(b.Text, t.wide/s.size, indent, t.width))
}

// blockHigh is how high a block is when no page ends in it.
func (t *setter) blockHigh(b Block) (high float64) {
	switch b.Kind {
	case SignatureKind:
		high = t.around
		for _, s := range b.Signatures {
			high += t.signHigh(s)
		}
	case TableKind:
		high = 2 * t.around
		for _, row := range b.Table.Rows {
			high += t.high1(t.place(row, b.Table.Widths))
		}
	case CutKind:
		high = 2 * t.small.pitch
	case TurnKind:
	default:
		s, _ := t.dressed(b)
		high = float64(t.blockLines(b)) * s.pitch
	}
	return high
}

// stub sets what is cut off, on one page where it fits on one.
func (t *setter) stub() {
	high := 0.0
	for _, b := range t.sheet.Stub {
		high += t.blockHigh(b)
	}
	if high <= t.high {
		t.room(high)
	}
	for _, b := range t.sheet.Stub {
		t.block(b, 0)
	}
}
