// A metric as an argument.
#pragma once

#include <faiss/MetricType.h>
#include <napi.h>

#include <string>

#include "arguments.h"
#include "failure.h"

namespace likeness {

// Throws bad_argument.
inline faiss::MetricType MetricAt(const Napi::CallbackInfo& info, size_t at) {
  const std::string metric = TextAt(info, at, "metric", 2);
  if (metric == "ip") return faiss::METRIC_INNER_PRODUCT;
  if (metric == "l2") return faiss::METRIC_L2;
  throw CodedError("bad_argument", "metric must be \"ip\" or \"l2\"");
}

}  // namespace likeness
