import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Traces } from "./traces.ts";

/**
 * Traces by OpenTelemetry, sent as OTLP over HTTP in batches. Where to, by which headers, how much at once: its own variables
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/), `OTEL_EXPORTER_OTLP_ENDPOINT` first.
 */
export function otlpTraces(): Traces {
  const provider = new TracerProvider({
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer("likeness-server");
  // The span that what is called now is a part of.
  const within = new AsyncLocalStorage<Span>();

  async function run<Result>(span: Span, work: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await within.run(span, work);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }

  return {
    call: (request, answer) => {
      const { method } = request;
      const parent = parentOf(request.headers.get("traceparent"));
      const attributes = { "http.request.method": method };
      return run(tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent), answer);
    },

    answered: ({ operation, status, code }) => {
      const span = within.getStore();
      if (!span) return;
      // By what was asked for, never by its path: that names who it is about.
      if (operation !== undefined) span.updateName(operation);
      span.setAttributes({
        "http.response.status_code": status,
        ...(operation !== undefined && { "likeness.operation": operation }),
        ...(code !== undefined && { "error.type": code }),
      });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    },

    span: (name, work) => {
      const parent = within.getStore();
      // Nobody asked: what is done by itself, between calls.
      if (!parent) return work(() => {});
      const span = tracer.startSpan(name, {}, trace.setSpan(ROOT_CONTEXT, parent));
      return run(span, () => work((attributes) => void span.setAttributes(attributes)));
    },

    close: async () => {
      await provider.shutdown();
    },
  };
}

/** W3C Trace Context, 3.2: what does not fit is passed over. */
function parentOf(traceparent: string | null): Context {
  const read = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? "");
  if (!read) return ROOT_CONTEXT;
  const [, traceId, spanId, flags] = read as unknown as [string, string, string, string];
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
