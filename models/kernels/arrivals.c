#include "arrivals.h"

static void bring_forward(seen_slots seen, const arrivals *come, size_t i, int64_t *age, float *gap, uint8_t *fresh) {
    int64_t slot = come->slot[i], held = come->held[i];
    age[i] = held - (int64_t)seen.last[slot];
    float since = seen.counted[slot] ? (float)age[i] : 0;
    gap[i] = since > 0;
    gap[come->entries + i] = since;
    gap[2 * come->entries + i] = since * since;
    fresh[i] = !seen.counted[slot];
    if (age[i] > 0)
        seen.newest[slot] = 0;
    seen.last[slot] = (uint32_t)held;
    seen.counted[slot] = 1;
}

void slots_arrive(
    seen_slots seen, const arrivals *come, int64_t *age, float *gap, uint8_t *fresh, int64_t *row_age) {
    for (size_t i = 0; i < come->entries; i++)
        bring_forward(seen, come, i, age, gap, fresh);
    for (size_t row = 0; row < come->rows; row++) {
        int64_t entry = come->entry[row];
        row_age[row] = entry < 0 ? 0 : come->held[entry] - come->second[row];
        if (entry >= 0 && row_age[row] == 0)
            seen.newest[come->slot[entry]] += come->requests[row];
    }
}
