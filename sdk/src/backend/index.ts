export * from "../device/ticket.ts";
