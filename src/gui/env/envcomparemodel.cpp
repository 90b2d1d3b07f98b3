// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envcomparemodel.h"

#include "env/envmask.h"
#include "env/secretkeys.h"

#include <QFontDatabase>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype longestShown = 200;

} // namespace

EnvCompareModel::EnvCompareModel(Theming &theming, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, [this] {
        if (!m_keys.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
}

void EnvCompareModel::setFiles(const QList<File> &files)
{
    m_files = files;
    rebuild();
}

void EnvCompareModel::setServer(const QString &name, const EnvComparison &comparison)
{
    m_serverName = name;
    m_server.clear();
    m_serverKeys.clear();
    for (const EnvKeyComparison &key : comparison.keys) {
        m_server.insert(key.key, key.state);
        m_serverKeys.append(key.key);
    }
    rebuild();
}

void EnvCompareModel::clearServer()
{
    m_serverName.clear();
    m_server.clear();
    m_serverKeys.clear();
    rebuild();
}

void EnvCompareModel::rebuild()
{
    beginResetModel();
    m_keys.clear();
    m_values.clear();
    QSet<QByteArray> known;
    const auto add = [&](const QByteArray &key) {
        if (known.contains(key))
            return;
        known.insert(key);
        m_keys.append(key);
    };
    for (const File &file : std::as_const(m_files)) {
        QHash<QByteArray, std::optional<QByteArray>> values;
        for (const EnvValue &value : file.reading.values) {
            values.insert(value.key, value.value);
            add(value.key);
        }
        m_values.append(values);
    }
    for (const QByteArray &key : std::as_const(m_serverKeys))
        add(key);
    endResetModel();
}

int EnvCompareModel::fileOf(int column) const
{
    return column >= 1 && column <= m_files.size() ? column - 1 : -1;
}

std::optional<std::optional<QByteArray>> EnvCompareModel::value(int file,
                                                                const QByteArray &key) const
{
    const auto found = m_values.at(file).constFind(key);
    if (found == m_values.at(file).cend())
        return std::nullopt;
    return *found;
}

EnvCompareModel::Cell EnvCompareModel::cell(const QByteArray &key, int column) const
{
    const int file = fileOf(column);
    if (file < 0) {
        using State = EnvKeyComparison::State;
        switch (m_server.value(key, State::OnlyHere)) {
        case State::Same:
            return Cell::Same;
        case State::Changed:
            return Cell::Different;
        case State::OnlyThere:
            return Cell::Only;
        case State::Unknown:
            return Cell::Unknown;
        case State::OnlyHere:
            return Cell::Missing;
        }
    }
    const auto own = value(file, key);
    if (!own)
        return Cell::Missing;
    const auto first = value(0, key);
    if (!first)
        return Cell::Only;
    return *own == *first ? Cell::Same : Cell::Different;
}

bool EnvCompareModel::isDifferent(const QByteArray &key) const
{
    for (int column = 1; column < columnCount(); ++column) {
        if (cell(key, column) != Cell::Same)
            return true;
    }
    return false;
}

bool EnvCompareModel::isMissing(const QByteArray &key) const
{
    for (int column = 1; column < columnCount(); ++column) {
        if (cell(key, column) == Cell::Missing)
            return true;
    }
    return false;
}

int EnvCompareModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_keys.size());
}

int EnvCompareModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1 + int(m_files.size()) + (hasServer() ? 1 : 0);
}

QString EnvCompareModel::text(const QByteArray &key, int column) const
{
    if (column == 0)
        return QString::fromUtf8(key);
    const Cell state = cell(key, column);
    if (state == Cell::Missing)
        return tr("missing");
    const int file = fileOf(column);
    if (file < 0)
        return state == Cell::Same   ? tr("same")
            : state == Cell::Only    ? tr("only there")
            : state == Cell::Unknown ? tr("unknown: its secret is not to be had")
                                     : tr("different");
    const std::optional<QByteArray> own = *value(file, key);
    if (!own)
        return tr("no value");
    if (secretReference(*own))
        return tr("in the keychain");
    if (own->isEmpty())
        return tr("empty");
    QString shown = maskedEnvValue(key, *own);
    shown.truncate(longestShown);
    shown.replace(u'\n', u'⏎');
    // Dots alone do not tell whether two secrets are the same.
    if (shown.contains(u'•') && file > 0 && state != Cell::Only)
        return tr("%1  (%2)").arg(shown, state == Cell::Same ? tr("same") : tr("different"));
    return shown;
}

QVariant EnvCompareModel::look(const QByteArray &key, int column, int role) const
{
    if (column == 0)
        return {};
    const Cell state = cell(key, column);
    if (role == Qt::DecorationRole) {
        if (state == Cell::Missing)
            return tintedIcon(iconPath(u"warning"_s),
                              lookOf(StepState::Waiting, m_theming.mode()).foreground);
        return state == Cell::Different && column > 1 ? m_theming.icon(u"edit"_s) : QVariant();
    }
    if (state == Cell::Missing)
        return lookOf(StepState::Waiting, m_theming.mode()).foreground;
    if (state == Cell::Different && column > 1)
        return m_theming.palette().accent;
    return column > 1 && state == Cell::Same ? QVariant(m_theming.palette().mutedText) : QVariant();
}

QVariant EnvCompareModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QByteArray key = m_keys.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(key, index.column());
    case Qt::DecorationRole:
    case Qt::ForegroundRole:
        return look(key, index.column(), role);
    case Qt::FontRole:
        return QFontDatabase::systemFont(QFontDatabase::FixedFont);
    case KeyRole:
        return key;
    case IsDifferentRole:
        return isDifferent(key);
    case IsMissingRole:
        return isMissing(key);
    case CellRole:
        return index.column() == 0 ? QVariant() : QVariant(int(cell(key, index.column())));
    default:
        return {};
    }
}

QVariant EnvCompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return tr("Key");
    const int file = fileOf(section);
    return file >= 0 ? m_files.at(file).name : tr("On %1").arg(m_serverName);
}

void EnvCompareFilter::setShow(Show show)
{
    m_show = show;
    invalidateFilter();
}

void EnvCompareFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool EnvCompareFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const bool wanted = m_show == Show::All
        || (m_show == Show::Different && index.data(EnvCompareModel::IsDifferentRole).toBool())
        || (m_show == Show::Missing && index.data(EnvCompareModel::IsMissingRole).toBool());
    return wanted && index.data().toString().contains(m_text, Qt::CaseInsensitive);
}

} // namespace slipway
