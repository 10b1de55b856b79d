// Which kernels this processor runs.
#pragma once

#include <string>
#include <vector>

#include "kernels.h"

namespace likeness {

// Those that run here, the best first; the portable ones are always among them.
const std::vector<const Kernels*>& RunnableKernels();

// Those of the name, or with an empty one the best. Throws not_supported.
const Kernels& KernelsNamed(const std::string& name);

// What the processor offers that matters here: "avx2", "avx512vnni", ...
std::vector<std::string> ProcessorFeatures();

}  // namespace likeness
