// CRC-32C (Castagnoli), as in iSCSI: RFC 3720, appendix B.4. Finds every error of up to 32 bits in a row.
#pragma once

#include <cstddef>
#include <cstdint>

namespace likeness {

// Of `data` after what `crc` is of; 0 to begin with.
uint32_t Crc32c(const void* data, size_t bytes, uint32_t crc = 0);

// The same without the processor's instruction for it.
uint32_t PortableCrc32c(const void* data, size_t bytes, uint32_t crc = 0);

}  // namespace likeness
