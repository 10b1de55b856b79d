#include "factory.h"

#include <faiss/index_factory.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "failure.h"

namespace likeness {
namespace {

const char kHalfPrecision[] = "SQfp16";

bool IsHnsw(const std::string& factory) {
  const std::string prefix = "HNSW";
  const std::string suffix = ",Flat";
  if (factory.compare(0, prefix.size(), prefix) != 0) return false;
  std::string links = factory.substr(prefix.size());
  const size_t comma = links.find(',');
  if (comma != std::string::npos) {
    if (links.substr(comma) != suffix) return false;
    links.resize(comma);
  }
  if (links.empty() || links.size() > 3) return false;
  if (!std::all_of(links.begin(), links.end(), [](unsigned char c) { return std::isdigit(c); })) return false;
  const int count = std::stoi(links);
  return count >= 2 && count <= 256;
}

}  // namespace

std::unique_ptr<faiss::Index> MakeIndex(int dimension, const std::string& factory, faiss::MetricType metric) {
  if (factory != "Flat" && factory != kHalfPrecision && !IsHnsw(factory)) {
    throw CodedError("not_supported", "factory must be Flat, SQfp16 or HNSW<2..256>");
  }
  return std::unique_ptr<faiss::Index>(faiss::index_factory(dimension, factory.c_str(), metric));
}

float LargestStorable(const std::string& factory) {
  constexpr float kLargestHalf = 65504.0f;
  return factory == kHalfPrecision ? kLargestHalf : std::numeric_limits<float>::max();
}

}  // namespace likeness
