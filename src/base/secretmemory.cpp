// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secretmemory.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace slipway {

namespace {

constexpr std::size_t granule = 32;
/// Small, so that a low limit on locked memory still allows some.
constexpr std::size_t arenaBytes = 16384;
constexpr std::size_t granulesPerArena = arenaBytes / granule;
constexpr std::size_t largest = arenaBytes / 2;

std::size_t wholePages(std::size_t bytes)
{
    static const auto page = std::size_t(::sysconf(_SC_PAGESIZE));
    return (bytes + page - 1) / page * page;
}

char *mapPages(std::size_t bytes)
{
    void *pages
        = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        throw std::bad_alloc();
    // Best effort: a small RLIMIT_MEMLOCK only means that the pages may be swapped.
    ::mlock(pages, bytes);
#ifdef MADV_DONTDUMP
    ::madvise(pages, bytes, MADV_DONTDUMP);
#endif
    return static_cast<char *>(pages);
}

/// Some pages, given out in granules. Unlocked by being unmapped, as a whole.
class Arena
{
public:
    Arena() : m_bytes(wholePages(arenaBytes)), m_base(mapPages(m_bytes)) { }
    ~Arena() { ::munmap(m_base, m_bytes); }
    Arena(const Arena &) = delete;
    Arena &operator=(const Arena &) = delete;

    std::uintptr_t address() const { return reinterpret_cast<std::uintptr_t>(m_base); }
    bool isEmpty() const { return m_free == granulesPerArena; }
    bool isFull() const { return m_free == 0; }

    /// nullptr when there is no room.
    char *take(std::size_t granules)
    {
        if (granules > m_free)
            return nullptr;
        std::size_t run = 0;
        for (std::size_t at = 0; at < granulesPerArena; ++at) {
            run = m_taken[at] ? 0 : run + 1;
            if (run < granules)
                continue;
            const std::size_t first = at + 1 - granules;
            for (std::size_t i = first; i <= at; ++i)
                m_taken.set(i);
            m_free -= granules;
            return m_base + first * granule;
        }
        return nullptr;
    }

    void giveBack(const char *data, std::size_t granules)
    {
        const std::size_t first = std::size_t(data - m_base) / granule;
        for (std::size_t i = first; i < first + granules; ++i)
            m_taken.reset(i);
        m_free += granules;
    }

    bool isListed = false; ///< among those with room

private:
    std::size_t m_bytes;
    char *m_base;
    std::size_t m_free = granulesPerArena;
    std::bitset<granulesPerArena> m_taken;
};

class Pool
{
public:
    char *take(std::size_t granules)
    {
        const std::lock_guard guard(m_mutex);
        // A few of the newest: what is fragmented must not be searched again and again.
        constexpr std::size_t tries = 8;
        for (std::size_t i = 0; i < std::min(tries, m_roomy.size()); ++i) {
            const std::size_t at = m_roomy.size() - 1 - i;
            Arena *arena = m_roomy[at];
            char *data = arena->take(granules);
            if (arena->isFull())
                unlist(at);
            if (data)
                return data;
        }
        auto made = std::make_unique<Arena>();
        Arena *arena = made.get();
        m_arenas.emplace(arena->address(), std::move(made));
        list(arena);
        return arena->take(granules);
    }

    void giveBack(const char *data, std::size_t granules)
    {
        const std::lock_guard guard(m_mutex);
        const auto at = std::prev(m_arenas.upper_bound(reinterpret_cast<std::uintptr_t>(data)));
        Arena *arena = at->second.get();
        arena->giveBack(data, granules);
        // One empty arena stays, for a program that makes and drops one secret at a time.
        if (arena->isEmpty() && m_arenas.size() > 1) {
            if (arena->isListed)
                unlist(std::size_t(std::ranges::find(m_roomy, arena) - m_roomy.begin()));
            m_arenas.erase(at);
        } else if (!arena->isListed) {
            list(arena);
        }
    }

private:
    void list(Arena *arena)
    {
        arena->isListed = true;
        m_roomy.push_back(arena);
    }

    void unlist(std::size_t at)
    {
        m_roomy[at]->isListed = false;
        m_roomy[at] = m_roomy.back();
        m_roomy.pop_back();
    }

    std::mutex m_mutex;
    std::map<std::uintptr_t, std::unique_ptr<Arena>> m_arenas;
    std::vector<Arena *> m_roomy;
};

/// Never destroyed: secrets in static objects may outlive everything else.
Pool &pool()
{
    static Pool &pool = *new Pool;
    return pool;
}

std::size_t granulesFor(std::size_t bytes)
{
    return (bytes + granule - 1) / granule;
}

} // namespace

SecretMemory::SecretMemory(std::size_t size) : m_size(size)
{
    if (size > largest)
        m_data = mapPages(wholePages(size));
    else if (size > 0)
        m_data = pool().take(granulesFor(size));
}

SecretMemory::~SecretMemory()
{
    release();
}

SecretMemory &SecretMemory::operator=(SecretMemory &&other) noexcept
{
    if (this != &other) {
        release();
        m_data = std::exchange(other.m_data, nullptr);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

void SecretMemory::release() noexcept
{
    if (m_size == 0)
        return;
    ::explicit_bzero(m_data, m_size);
    if (m_size > largest)
        ::munmap(m_data, wholePages(m_size));
    else
        pool().giveBack(m_data, granulesFor(m_size));
    m_data = nullptr;
    m_size = 0;
}

} // namespace slipway
