export type { Embedded } from "./embedded.ts";
export { makeReport, type ReportFile } from "./report.ts";
export type { ReportInput } from "./report-input.ts";
export { reportOf } from "./run-report.ts";
