package signpages_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// box is the mailbox of an officer, outside of the house.
type box struct{ letters []string }

func (b *box) Send(_ context.Context, to, subject, body string) error {
	b.letters = append(b.letters, to+" "+subject+" "+body)
	return nil
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

func TestAnOfficerSetsUpReminders(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.first()
		b.want(b.enter("keeper"), 303, "/")
		b.want(b.ask("/me", nil), 200, "设置提醒", "/me/reminders")
		b.want(b.ask("/me/reminders", nil), 200, "没有姓名、编号和单位", "邮件")
		b.want(b.ask("/me/reminders", url.Values{"way": {"mail"}, "address": {"lin"}, "hour": {"8"}}), 422, "请只填写一个邮箱地址", `value="lin"`)
		b.want(b.ask("/me/reminders", url.Values{"way": {"sms"}, "address": {"13800138000"}, "hour": {"8"}}), 422, "请选择提醒方式")
		b.want(b.ask("/me/reminders", url.Values{"way": {"mail"}, "address": {"lin@example.cn"}, "hour": {"8"}}), 303, "/me/reminders")
		b.want(b.ask("/me/reminders", nil), 200, "验证码正发往 lin@example.cn", "收到的 6 位验证码")
		if _, err := h.jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(h.box.letters) != 1 || !strings.HasPrefix(h.box.letters[0], "lin@example.cn 验证码 ") {
			t.Fatal(h.box.letters)
		}
		code := sixDigits.FindString(h.box.letters[0])
		wrong := b.ask("/me/reminders/code", url.Values{"code": {"12"}})
		b.want(wrong, 422, "验证码不对")
		if strings.Contains(wrong.Body.String(), `name="way"`) {
			t.Error("beside the code that was wrong stands a form that was not sent, with nothing in it")
		}
		b.want(b.ask("/me/reminders/code", url.Values{"code": {code}}), 303, "/me/reminders")
		b.want(b.ask("/me/reminders", nil), 200, "已开启", "邮件：lin@example.cn，每天 8 时")
		b.want(b.ask("/me/reminders/code", url.Values{"code": {code}}), 303) // nothing waits any more: said, and no trouble
		b.want(b.ask("/me/reminders", url.Values{"way": {"mail"}, "address": {"lin@example.cn"}, "hour": {"19"}}), 303, "/me/reminders")
		b.want(b.ask("/me/reminders", nil), 200, "每天 19 时")
		b.want(b.ask("/me/reminders/end", url.Values{}), 303, "/me/reminders")
		if w := b.ask("/me/reminders", nil); strings.Contains(w.Body.String(), "lin@example.cn") {
			t.Error("the address was kept")
		}
	})
}
