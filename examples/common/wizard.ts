/** A field that customers do not see, with its value. Without a value, spectral would forget that it is hidden. */
export const hidden = (value = "") => ({ value, permissionAndVisibilityType: "organization" }) as const;
