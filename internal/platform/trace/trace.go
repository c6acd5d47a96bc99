// Package trace sends a span for each request and each run of a job to a collector of OpenTelemetry (OTLP over HTTP),
// when one is configured.
//
// A span says the route's pattern or the kind of the job, the status, the code of the error, the kind of who acted and
// the id under which log and audit know the request. It holds no id of a person or unit, no address and no text: the
// collector is another machine, and often another's. A collector that is away costs its spans and nothing else.
package trace

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"guitu/internal/base/errs"
	"guitu/internal/platform/obs"
)

// Tracer makes and sends the spans of one process.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// Config says where spans go, and who sends them.
type Config struct {
	URL           string // of the collector, such as http://127.0.0.1:4318; /v1/traces is added where it has no path
	Version, Node string
	Log           *slog.Logger // of spans that could not be sent
}

// Open readies the sending; nothing is sent before the first span. It fails with trace.bad_url.
func Open(ctx context.Context, c Config) (_ *Tracer, err error) {
	defer errs.Wrap(&err, "trace.Open")
	at, err := url.Parse(c.URL)
	if err != nil {
		return nil, errs.Because(errs.Invalid, "trace.bad_url", err)
	}
	if at.Path == "" || at.Path == "/" { // the library takes an address as it stands
		at.Path = "/v1/traces"
	}
	out, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(at.String()), otlptracehttp.WithTimeout(10*time.Second))
	if err != nil {
		return nil, errs.Because(errs.Invalid, "trace.bad_url", err)
	}
	// The library keeps one handler for the process and would print to standard error.
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { c.Log.Warn("spans not sent", "cause", err) }))
	p := sdk.NewTracerProvider(sdk.WithBatcher(out), sdk.WithResource(resource.NewSchemaless(
		attribute.String("service.name", "guitu"), attribute.String("service.version", c.Version), attribute.String("service.instance.id", c.Node),
	)))
	return &Tracer{provider: p, tracer: p.Tracer("guitu")}, nil
}

// Watch makes a span of each request and job.
func (t *Tracer) Watch(ctx context.Context, what string) (context.Context, func(obs.Work)) {
	kind := trace.SpanKindServer
	if what == "job" {
		kind = trace.SpanKindConsumer
	}
	ctx, span := t.tracer.Start(ctx, what, trace.WithNewRoot(), trace.WithSpanKind(kind))
	return ctx, func(w obs.Work) {
		if w.Name != "" {
			span.SetName(w.Name)
		}
		span.SetAttributes(attribute.String("guitu.request", w.Request), attribute.String("guitu.actor_kind", w.Actor))
		if what == "request" {
			span.SetAttributes(attribute.String("http.route", w.Name), attribute.Int("http.response.status_code", w.Status))
		} else {
			span.SetAttributes(attribute.String("guitu.job.kind", w.Name), attribute.String("guitu.job.outcome", w.Outcome))
		}
		if w.Code != "" {
			span.SetAttributes(attribute.String("error.type", w.Code))
		}
		if w.Status >= http.StatusInternalServerError || what == "job" && w.Code != "" {
			span.SetStatus(codes.Error, w.Code)
		}
		span.End()
	}
}

// Close sends what is left, for as long as ctx lasts.
func (t *Tracer) Close(ctx context.Context) error {
	if err := t.provider.Shutdown(ctx); err != nil {
		return errs.Because(errs.Unavailable, "trace.not_sent", err)
	}
	return nil
}
