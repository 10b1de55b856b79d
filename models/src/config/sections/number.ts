import { z } from "zod";

export const count = z.int().min(1);
export const fraction = z.number().min(0).max(1);
export const positive = z.number().positive();
export const notNegative = z.number().nonnegative();
export const text = z.string().min(1);
