// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalscreen.h"

#include "terminal/vtermbridge.h"

namespace slipway {

namespace {

TerminalSize inRange(TerminalSize size)
{
    constexpr int most = 4'096;
    return {std::clamp(size.rows, 1, most), std::clamp(size.columns, 1, most)};
}

} // namespace

TerminalScreen::TerminalScreen(TerminalSize size, const TerminalOptions &options)
    : m_state(std::make_unique<TerminalState>())
    , m_model(std::make_unique<ScreenModel>(
          inRange(size), Scrollback::Limits{options.scrollbackLines, options.scrollbackBytes}))
    , m_bridge(std::make_unique<VtermBridge>(*m_model, *m_state, options))
{ }

TerminalScreen::TerminalScreen(TerminalScreen &&other) noexcept = default;
TerminalScreen &TerminalScreen::operator=(TerminalScreen &&other) noexcept
{
    // The bridge goes first: it refers to the others.
    m_bridge = std::move(other.m_bridge);
    m_model = std::move(other.m_model);
    m_state = std::move(other.m_state);
    return *this;
}
TerminalScreen::~TerminalScreen() = default;

void TerminalScreen::feed(QByteArrayView bytes)
{
    m_bridge->feed(bytes);
}

QByteArray TerminalScreen::takeReplies()
{
    return m_bridge->takeReplies();
}

QList<TerminalEvent> TerminalScreen::takeEvents()
{
    return m_bridge->takeEvents();
}

void TerminalScreen::resize(TerminalSize size)
{
    if (inRange(size) != m_model->size())
        m_bridge->resize(inRange(size));
}

void TerminalScreen::reset()
{
    m_bridge->reset();
}

void TerminalScreen::setCellPixels(int width, int height)
{
    m_bridge->setPixels(width, height);
}

void TerminalScreen::setColours(const TerminalColourValues &colours)
{
    m_bridge->setColours(colours);
}

TerminalSize TerminalScreen::size() const
{
    return m_model->size();
}

TerminalPlace TerminalScreen::cursor() const
{
    return m_bridge->cursor();
}

const TerminalState &TerminalScreen::state() const
{
    return *m_state;
}

bool TerminalScreen::isAlternate() const
{
    return m_model->buffer() == ScreenModel::Buffer::Alternate;
}

bool TerminalScreen::bracketsPaste() const
{
    return !m_bridge->sent([](VTerm *vterm) { vterm_keyboard_start_paste(vterm); }).isEmpty();
}

bool TerminalScreen::isReversed() const
{
    return m_model->isScreenReversed();
}

qint64 TerminalScreen::firstLine() const
{
    return m_model->scrollback().firstLine();
}

qint64 TerminalScreen::screenTop() const
{
    return m_model->scrollback().endLine();
}

TerminalRow TerminalScreen::line(qint64 number) const
{
    return m_model->line(number);
}

const TerminalRow &TerminalScreen::row(int index) const
{
    return std::as_const(*m_model).row(index);
}

bool TerminalScreen::continues(qint64 number) const
{
    return m_model->lineContinues(number);
}

QList<qint64> TerminalScreen::takeChangedLines()
{
    QList<qint64> changed;
    for (int index = 0; index < size().rows; ++index) {
        if (std::exchange(m_model->row(index).dirty, false))
            changed.append(screenTop() + index);
    }
    return changed;
}

const TerminalStyle &TerminalScreen::style(quint16 id) const
{
    return m_model->styles().style(id);
}

QByteArray TerminalScreen::linkTarget(quint16 link) const
{
    return m_model->links().target(link);
}

QString TerminalScreen::text(const TerminalCell &cell) const
{
    QString result;
    if (!cell.isBlank())
        m_model->clusters().appendText(cell.content, result);
    return result;
}

QString TerminalScreen::text(const TerminalRow &row, int from, int to) const
{
    QString result;
    for (int at = std::max(from, 0); at < std::min(to, row.columns()); ++at) {
        const TerminalCell &cell = *row.at(at);
        if (cell.has(TerminalCell::WideTail))
            continue;
        if (cell.isBlank())
            result += u' ';
        else
            m_model->clusters().appendText(cell.content, result);
    }
    return result;
}

QString TerminalScreen::lineText(qint64 number) const
{
    const TerminalRow row = line(number);
    return text(row, 0, row.textWidth());
}

qint64 TerminalScreen::scrollbackBytes() const
{
    return m_model->scrollback().bytes();
}

} // namespace slipway
