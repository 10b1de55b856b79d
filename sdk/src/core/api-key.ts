/**
 * How API keys begin. A key says what it is: who finds it in a page's source, or a scanner of secrets, knows whether it may
 * be there.
 */
export const keyPrefixes = { publishable: "likeness_pk_", secret: "likeness_sk_" } as const;
