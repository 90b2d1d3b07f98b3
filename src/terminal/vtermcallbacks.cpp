// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/vtermcallbacks.h"

#include <cstdlib>
#include <utility>

namespace slipway {

/// Stands between C and the bridge's private functions.
struct VtermCallbacks
{
    static VtermBridge &bridge(void *user) { return *static_cast<VtermBridge *>(user); }
    static TerminalRect rect(const VTermRect &rect)
    {
        return {rect.start_row, rect.end_row, rect.start_col, rect.end_col};
    }

    static int putGlyph(VTermGlyphInfo *info, VTermPos place, void *user)
    {
        return bridge(user).putGlyph(*info, place);
    }
    static int moveCursor(VTermPos place, VTermPos, int, void *user)
    {
        if (bridge(user).m_observer)
            bridge(user).m_observer->cursorMoved({place.row, place.col});
        return 1;
    }
    static int scroll(VTermRect moved, int downward, int rightward, void *user)
    {
        bridge(user).syncPen();
        bridge(user).m_model.scroll(rect(moved), downward, rightward);
        return 1;
    }
    static int erase(VTermRect erased, int selective, void *user)
    {
        bridge(user).syncPen();
        bridge(user).m_model.erase(rect(erased),
                                   selective != 0 ? ScreenModel::Erase::Unprotected
                                                  : ScreenModel::Erase::All);
        return 1;
    }
    static int initPen(void *user)
    {
        bridge(user).penReset();
        return 1;
    }
    static int setPenAttribute(VTermAttr attribute, VTermValue *value, void *user)
    {
        bridge(user).setPenAttribute(attribute, *value);
        return 1;
    }
    static int setProperty(VTermProp property, VTermValue *value, void *user)
    {
        return bridge(user).setProperty(property, *value) ? 1 : 0;
    }
    static int bell(void *user)
    {
        bridge(user).note({TerminalEvent::Kind::Bell});
        return 1;
    }
    static int resize(int rows, int columns, VTermStateFields *fields, void *user)
    {
        bridge(user).resized({rows, columns}, *fields);
        return 1;
    }
    static int setLineInfo(int row, const VTermLineInfo *info, const VTermLineInfo *, void *user)
    {
        using Height = TerminalRow::Height;
        const Height height = info->doubleheight == 1 ? Height::DoubleTop
            : info->doubleheight == 2                 ? Height::DoubleBottom
            : info->doublewidth != 0                  ? Height::DoubleWidth
                                                      : Height::Single;
        // Half of one column would be none, and the cursor left of the screen.
        if (height != Height::Single && bridge(user).m_model.size().columns < 2)
            return 0;
        bridge(user).syncPen();
        bridge(user).m_model.setHeight(row, height);
        return 1;
    }
    static int clearScrollback(void *user)
    {
        bridge(user).m_model.clearScrollback();
        if (bridge(user).m_observer)
            bridge(user).m_observer->scrollbackCleared();
        bridge(user).note({TerminalEvent::Kind::ScrollbackCleared});
        return 1;
    }
    static int command(int number, VTermStringFragment fragment, void *user)
    {
        bridge(user).command(number, fragment);
        return 1;
    }
    static int deviceControl(const char *command, std::size_t length, VTermStringFragment fragment,
                             void *user)
    {
        bridge(user).deviceControl({command, qsizetype(length)}, fragment);
        return 1;
    }
    static int clipboard(VTermSelectionMask, VTermStringFragment fragment, void *user)
    {
        bridge(user).clipboard(fragment);
        return 1;
    }
    static void connectClipboard(VTermState *state, VtermBridge &bridge);
    static void output(const char *bytes, std::size_t length, void *user)
    {
        bridge(user).reply({bytes, qsizetype(length)});
    }
};

namespace {

constexpr VTermStateCallbacks stateCallbacks{
    .putglyph = VtermCallbacks::putGlyph,
    .movecursor = nullptr,
    .scrollrect = VtermCallbacks::scroll,
    .moverect = nullptr,
    .erase = VtermCallbacks::erase,
    .initpen = VtermCallbacks::initPen,
    .setpenattr = VtermCallbacks::setPenAttribute,
    .settermprop = VtermCallbacks::setProperty,
    .bell = VtermCallbacks::bell,
    .resize = VtermCallbacks::resize,
    .setlineinfo = VtermCallbacks::setLineInfo,
    .sb_clear = VtermCallbacks::clearScrollback,
};

constexpr VTermStateFallbacks fallbacks{
    .control = nullptr,
    .csi = nullptr,
    .osc = VtermCallbacks::command,
    .dcs = VtermCallbacks::deviceControl,
    .apc = nullptr,
    .pm = nullptr,
    .sos = nullptr,
};

/// Reading is always denied: there is no query.
constexpr VTermSelectionCallbacks selectionCallbacks{
    .set = VtermCallbacks::clipboard,
    .query = nullptr,
};

} // namespace

void VtermCallbacks::connectClipboard(VTermState *state, VtermBridge &bridge)
{
    vterm_state_set_selection_callbacks(state, &selectionCallbacks, &bridge,
                                        bridge.m_clipboardPart.data(),
                                        bridge.m_clipboardPart.size());
}

namespace {

// The rows' flags change hands at a resize, so both sides must take memory the same way.
void *allocate(std::size_t size, void *)
{
    return std::calloc(1, size);
}

void release(void *memory, void *)
{
    std::free(memory);
}

VTermAllocatorFunctions allocator{.malloc = allocate, .free = release};

VTermLineInfo *infosOf(const RowRing &ring, VTermLineInfo *old)
{
    release(old, nullptr);
    auto *infos = static_cast<VTermLineInfo *>(
        allocate(sizeof(VTermLineInfo) * std::size_t(ring.rows()), nullptr));
    for (int index = 0; infos && index < ring.rows(); ++index) {
        const TerminalRow &row = ring.row(index);
        infos[index].continuation = row.continuation ? 1 : 0;
        if (ring.columns() < 2)
            continue;
        infos[index].doublewidth = row.height == TerminalRow::Height::Single ? 0 : 1;
        infos[index].doubleheight = row.height == TerminalRow::Height::DoubleTop ? 1
            : row.height == TerminalRow::Height::DoubleBottom                    ? 2
                                                                                 : 0;
    }
    return infos;
}

} // namespace

namespace vtermcallbacks {

VTerm *create(TerminalSize size)
{
    return vterm_new_with_allocator(size.rows, size.columns, &allocator, nullptr);
}

void connect(VTerm *vterm, VtermBridge *bridge, TerminalOptions::Clipboard clipboard)
{
    VTermState *state = vterm_obtain_state(vterm);
    vterm_output_set_callback(vterm, VtermCallbacks::output, bridge);
    vterm_state_set_callbacks(state, &stateCallbacks, bridge);
    vterm_state_set_unrecognised_fallbacks(state, &fallbacks, bridge);
    if (clipboard == TerminalOptions::Clipboard::AllowWrite)
        VtermCallbacks::connectClipboard(state, *bridge);
}

void fillLineInfos(const ScreenModel &model, VTermStateFields &fields)
{
    fields.lineinfos[0] = infosOf(model.ring(ScreenModel::Buffer::Primary), fields.lineinfos[0]);
    fields.lineinfos[1] = infosOf(model.ring(ScreenModel::Buffer::Alternate), fields.lineinfos[1]);
}

void watchCursor(VTermState *state, VtermBridge *bridge)
{
    static constexpr VTermStateCallbacks watching = [] {
        VTermStateCallbacks callbacks = stateCallbacks;
        callbacks.movecursor = VtermCallbacks::moveCursor;
        return callbacks;
    }();
    vterm_state_set_callbacks(state, &watching, bridge);
}

} // namespace vtermcallbacks

} // namespace slipway
