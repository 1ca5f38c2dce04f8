// Loaded by `npm run pictures`: the pictures that documents show are put there.
process.env.PMP_XRAY_PICTURES = "docs";
