// How fast this machine reads memory: what no search that reads every vector can pass.
//
// bandwidth BYTES THREADS ROUNDS prints the best of so many rounds, in bytes a second.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace {

// Eight sums, so that none waits for the one before it.
uint64_t Sum(const uint64_t* values, size_t count) {
  uint64_t sums[32] = {};
  for (size_t at = 0; at + 32 <= count; at += 32) {
    for (size_t lane = 0; lane < 32; lane++) sums[lane] += values[at + lane];
  }
  uint64_t sum = 0;
  for (uint64_t one : sums) sum += one;
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const size_t count = std::strtoull(argv[1], nullptr, 10) / sizeof(uint64_t);
  const size_t threads = std::strtoull(argv[2], nullptr, 10);
  const int rounds = std::atoi(argv[3]);
  const std::vector<uint64_t> memory(count, 1);
  double best = 0;
  volatile uint64_t seen = 0;
  for (int round = 0; round < rounds; round++) {
    std::vector<uint64_t> sums(threads);
    std::vector<std::thread> readers;
    const auto begun = std::chrono::steady_clock::now();
    for (size_t i = 0; i < threads; i++) {
      readers.emplace_back([&, i] {
        const size_t from = count / threads * i;
        sums[i] = Sum(memory.data() + from, count / threads);
      });
    }
    for (std::thread& reader : readers) reader.join();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    for (uint64_t sum : sums) seen = seen + sum;
    const double rate = static_cast<double>(count * sizeof(uint64_t)) / seconds;
    if (rate > best) best = rate;
  }
  std::printf("%.0f\n", best);
}
