#include "factory.h"

#include <faiss/IndexIVFPQ.h>
#include <faiss/IndexPQ.h>
#include <faiss/index_factory.h>

#include <cmath>
#include <cstdlib>
#include <regex>

#include "core.h"
#include "failure.h"

namespace likeness {
namespace {

constexpr long kMostLists = 1 << 20;

[[noreturn]] void Refuse(const std::string& why) { throw CodedError("not_supported", "factory: " + why); }

long NumberOf(const std::ssub_match& digits) { return std::strtol(digits.str().c_str(), nullptr, 10); }

void CheckBetween(long value, long least, long most, const char* what) {
  if (value >= least && value <= most) return;
  Refuse(std::string(what) + " must be from " + std::to_string(least) + " to " + std::to_string(most));
}

void CheckLinks(const std::ssub_match& digits) { CheckBetween(NumberOf(digits), 2, 256, "the links of HNSW"); }

void CheckProducts(const std::ssub_match& digits, long dimension) {
  const long products = NumberOf(digits);
  CheckBetween(products, 1, dimension, "the parts of PQ");
  if (dimension % products != 0) Refuse("the parts of PQ must divide the dimension, " + std::to_string(dimension));
}

// Takes what comes first off `text`; answers the dimension after it.
long ReadTransform(std::string& text, long dimension, Factory& factory) {
  // No digits beyond seven: no such number is in range.
  static const std::regex pattern("(PCA|PCAR|RR|OPQ)([0-9]{1,7})(_([0-9]{1,7}))?,(.*)");
  std::smatch match;
  if (!std::regex_match(text, match, pattern)) return dimension;
  factory.transformed = true;
  long after = NumberOf(match[2]);
  if (match[1] == "OPQ") {
    const long parts = after;
    after = match[4].matched ? NumberOf(match[4]) : dimension;
    CheckBetween(parts, 1, after, "the parts of OPQ");
    CheckBetween(after, 1, dimension, "the dimension after OPQ");
    if (after % parts != 0) Refuse("the parts of OPQ must divide the dimension after it");
  } else if (match[3].matched) {
    Refuse("unknown");
  }
  CheckBetween(after, 1, dimension, "the dimension after a transform");
  text = match[5].str();
  return after;
}

void ReadCodes(const std::string& text, long dimension, Factory& factory) {
  static const std::regex pattern("Flat|SQ4|SQ6|SQ8|(SQfp16)|PQ([0-9]{1,7})");
  std::smatch match;
  if (!std::regex_match(text, match, pattern)) Refuse("unknown");
  factory.halves = match[1].matched;
  factory.products = match[2].matched;
  if (factory.products) CheckProducts(match[2], dimension);
}

}  // namespace

Factory ReadFactory(const std::string& text, int dimension) {
  Factory factory;
  factory.text = text;
  std::string rest = text;
  const long inner = ReadTransform(rest, dimension, factory);

  static const std::regex graph("HNSW([0-9]{1,7})(,(.+))?");
  static const std::regex lists("IVF([0-9]{1,7})(_HNSW([0-9]{1,7}))?,(.+)");
  std::smatch match;
  std::string codes = rest;
  if (std::regex_match(rest, match, graph)) {
    factory.graph = true;
    CheckLinks(match[1]);
    codes = match[3].matched ? match[3].str() : "Flat";
  } else if (std::regex_match(rest, match, lists)) {
    factory.lists = true;
    CheckBetween(NumberOf(match[1]), 1, kMostLists, "the lists of IVF");
    if (match[3].matched) CheckLinks(match[3]);
    codes = match[4].str();
  }
  ReadCodes(codes, inner, factory);
  // Faiss makes that one for squared distances, whatever it is asked.
  if (factory.graph && factory.products) Refuse("HNSW over PQ");
  return factory;
}

std::unique_ptr<faiss::Index> MakeIndex(const Factory& factory, int dimension, faiss::MetricType metric) {
  std::unique_ptr<faiss::Index> index(faiss::index_factory(dimension, factory.text.c_str(), metric));
  // Few vectors to learn from are the caller's business: Faiss would print a warning for each part of PQ. And codes that
  // can be searched as bits take it seconds to make, for searches that cannot be asked for here.
  faiss::Index& core = CoreOf(*index);
  if (auto* lists = dynamic_cast<faiss::IndexIVF*>(&core)) lists->cp.min_points_per_centroid = 1;
  if (auto* lists = dynamic_cast<faiss::IndexIVFPQ*>(&core)) {
    lists->pq.cp.min_points_per_centroid = 1;
    lists->do_polysemous_training = false;
  }
  if (auto* products = dynamic_cast<faiss::IndexPQ*>(&core)) {
    products->pq.cp.min_points_per_centroid = 1;
    products->do_polysemous_training = false;
  }
  return index;
}

float LargestStorable(const Factory& factory, int dimension) {
  constexpr float kLargest = 1e15f;  // 65,536 squares of it sum to 7e34
  constexpr float kLargestHalf = 65504.0f;
  if (!factory.halves) return kLargest;
  // In a list it may be stored as what is left of it without the list's centre; turned, it may all be in one component.
  const float stored = factory.lists ? kLargestHalf / 2 : kLargestHalf;
  return factory.transformed ? stored / std::sqrt(static_cast<float>(dimension)) : stored;
}

}  // namespace likeness
