// Which Faiss indexes can be asked for.
#pragma once

#include <faiss/Index.h>

#include <memory>
#include <string>

namespace likeness {

// Builds the index `factory` names: "Flat", "SQfp16", or "HNSW<M>" with M from 2 to 256 (also written
// "HNSW<M>,Flat"). Anything else throws not_supported.
//
// faiss::index_factory would take more, but: what needs training cannot be trained through this binding;
// an IDMap would keep a second table of labels; and some strings end the process instead of throwing
// ("PQ0" divides by zero, "HNSW1" indexes an empty table).
std::unique_ptr<faiss::Index> MakeIndex(int dimension, const std::string& factory, faiss::MetricType metric);

// The largest magnitude a component may have and still be finite in what the index stores.
float LargestStorable(const std::string& factory);

}  // namespace likeness
