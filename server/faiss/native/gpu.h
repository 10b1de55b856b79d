// Faiss on CUDA devices, where this was built with a Faiss that has it.
#pragma once

#include <faiss/Index.h>

#include <memory>

namespace likeness {

// 0 without a device, without a driver, or without Faiss for it.
int Devices();

// Moves a trained index there; vectors and codes are kept as halves. Throws not_supported.
std::unique_ptr<faiss::Index> ToDevice(std::unique_ptr<faiss::Index> index, int device);

// How many lists searches of it look through from now on. Nothing where it has no lists.
void SetProbes(faiss::Index& index, size_t nprobe);

}  // namespace likeness
