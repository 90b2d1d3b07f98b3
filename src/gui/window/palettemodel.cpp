// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/palettemodel.h"

#include <algorithm>

namespace slipway {

namespace {

constexpr int atWordStart = 8;
constexpr int rightAfter = 4;
constexpr int anywhere = 1;

} // namespace

void PaletteModel::setEntries(std::vector<PaletteEntry> entries)
{
    m_entries = std::move(entries);
    setText({});
}

int PaletteModel::score(const QString &name, const QString &text)
{
    if (text.isEmpty())
        return anywhere;
    int points = 0;
    qsizetype last = -1;
    for (const QChar wanted : text) {
        if (wanted.isSpace())
            continue;
        const qsizetype at = name.indexOf(wanted, last + 1, Qt::CaseInsensitive);
        if (at < 0)
            return 0;
        const bool start = at == 0 || !name.at(at - 1).isLetterOrNumber();
        points += start ? atWordStart : at == last + 1 ? rightAfter : anywhere;
        last = at;
    }
    // Of equal fits the shorter name is the closer one.
    return std::max(1, points * 100 - int(name.size()));
}

void PaletteModel::setText(const QString &text)
{
    std::vector<std::pair<int, size_t>> fits;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const PaletteEntry &entry = m_entries[i];
        const int points = score(entry.name + QLatin1Char(' ') + entry.kind, text.trimmed());
        if (points > 0)
            fits.emplace_back(text.trimmed().isEmpty() ? 1 : points, i);
    }
    std::ranges::stable_sort(fits, [](const auto &a, const auto &b) { return a.first > b.first; });
    beginResetModel();
    m_shown.clear();
    for (const auto &[points, i] : fits)
        m_shown.push_back(i);
    endResetModel();
}

void PaletteModel::trigger(int row) const
{
    if (row >= 0 && row < rowCount())
        m_entries[m_shown[size_t(row)]].act();
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PaletteEntry &entry = m_entries[m_shown[size_t(index.row())]];
    switch (role) {
    case Qt::DisplayRole:
        return entry.shortcut.isEmpty() ? tr("%1   (%2)").arg(entry.name, entry.kind)
                                        : tr("%1   %2").arg(entry.name, entry.shortcut);
    case Qt::DecorationRole:
        return entry.icon;
    default:
        return {};
    }
}

} // namespace slipway
