// Which Faiss indexes can be asked for.
#pragma once

#include <faiss/Index.h>

#include <memory>
#include <string>

namespace likeness {

struct Factory {
  std::string text;
  bool transformed = false;  // a PCA, an OPQ or a rotation comes first
  bool lists = false;        // IVF
  bool graph = false;        // HNSW
  bool halves = false;       // stored as float16
  bool products = false;     // PQ
};

// Reads what faiss::index_factory will be given:
//
//   [PCA<d>, | PCAR<d>, | RR<d>, | OPQ<m>, | OPQ<m>_<d>,]  codes | HNSW<M>[,codes] | IVF<n>[_HNSW<M>],codes
//   codes: Flat | SQ4 | SQ6 | SQ8 | SQfp16 | PQ<m>
//
// Anything else throws not_supported, though Faiss would take more: an IDMap would keep a second table of labels and
// refuses parameters; fast-scan refuses selectors; a refining index refuses parameters (as of 1.7.3); and some strings
// end the process instead of throwing ("PQ0" divides by zero, "HNSW1" indexes an empty table).
Factory ReadFactory(const std::string& text, int dimension);

// Throws faiss::FaissException.
std::unique_ptr<faiss::Index> MakeIndex(const Factory& factory, int dimension, faiss::MetricType metric);

// The largest magnitude a component may have: what is stored is finite, and so is a sum of squares of it.
float LargestStorable(const Factory& factory, int dimension);

}  // namespace likeness
