// What an index has learned, apart from what it holds.
#pragma once

#include <faiss/Index.h>

#include <memory>

namespace likeness {

// A copy that holds nothing.
std::unique_ptr<faiss::Index> Learned(const faiss::Index& index);

// Whether a vector has the same code in both, of which the kind is the same and the centres of the lists are.
bool SameCodes(const faiss::Index& one, const faiss::Index& other);

}  // namespace likeness
