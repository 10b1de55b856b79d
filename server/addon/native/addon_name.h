// What the sources of this folder are part of.
#pragma once

namespace likeness {

// Each addon defines it: "faiss". Names its jobs in traces, and is the code of failures that nobody foresaw.
extern const char kAddonName[];

}  // namespace likeness
