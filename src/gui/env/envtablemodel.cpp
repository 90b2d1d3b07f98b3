// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envtablemodel.h"

#include "env/envmask.h"
#include "env/secretkeys.h"
#include "gui/env/envreveal.h"

#include <QFont>
#include <QFontDatabase>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr quintptr isSection = 0; ///< internal ids: 0, or the section's place + 1
constexpr qsizetype longestShown = 400;

} // namespace

CodeSeverity codeSeverity(EnvSeverity severity)
{
    switch (severity) {
    case EnvSeverity::Error:
        return CodeSeverity::Error;
    case EnvSeverity::Warning:
        return CodeSeverity::Warning;
    case EnvSeverity::Info:
        return CodeSeverity::Info;
    }
    Q_UNREACHABLE_RETURN({});
}

EnvTableModel::EnvTableModel(EnvReveal &reveal, Theming &theming, QObject *parent)
    : QAbstractItemModel(parent)
    , m_reveal(reveal)
    , m_theming(theming)
{
    const auto repaint = [this] {
        for (int section = 0; section < rowCount(); ++section) {
            const QModelIndex heading = index(section, 0);
            Q_EMIT dataChanged(index(0, 0, heading),
                               index(rowCount(heading) - 1, ColumnCount - 1, heading));
        }
    };
    connect(&reveal, &EnvReveal::changed, this, repaint);
    connect(&theming, &Theming::changed, this, repaint);
}

bool EnvTableModel::hasShapeOf(const QList<EnvSection> &sections) const
{
    return std::ranges::equal(m_sections, sections, [](const EnvSection &a, const EnvSection &b) {
        return a.title == b.title
            && std::ranges::equal(a.rows, b.rows, {}, &EnvRow::key, &EnvRow::key);
    });
}

void EnvTableModel::setSections(const QList<EnvSection> &sections)
{
    if (!hasShapeOf(sections)) {
        beginResetModel();
        m_sections = sections;
        endResetModel();
        return;
    }
    const QList<EnvSection> before = std::exchange(m_sections, sections);
    for (int section = 0; section < m_sections.size(); ++section) {
        const QModelIndex heading = index(section, 0);
        for (int row = 0; row < m_sections.at(section).rows.size(); ++row) {
            if (before.at(section).rows.at(row) != m_sections.at(section).rows.at(row))
                Q_EMIT dataChanged(index(row, 0, heading), index(row, ColumnCount - 1, heading));
        }
    }
}

QModelIndex EnvTableModel::indexOf(const QByteArray &key) const
{
    QModelIndex found;
    for (int section = 0; section < m_sections.size(); ++section) {
        const QList<EnvRow> &rows = m_sections.at(section).rows;
        for (int row = 0; row < rows.size(); ++row) {
            if (rows.at(row).key == key)
                found = index(row, 0, index(section, 0)); // the last one counts
        }
    }
    return found;
}

const EnvRow *EnvTableModel::row(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == isSection)
        return nullptr;
    return &m_sections.at(qsizetype(index.internalId()) - 1).rows.at(index.row());
}

QModelIndex EnvTableModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : isSection);
}

QModelIndex EnvTableModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == isSection)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, isSection);
}

int EnvTableModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_sections.size());
    const bool hasRows = parent.internalId() == isSection && parent.column() == 0;
    return hasRows ? int(m_sections.at(parent.row()).rows.size()) : 0;
}

int EnvTableModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString EnvTableModel::shownValue(const EnvRow &row) const
{
    if (row.source == EnvRow::Source::Absent)
        return {};
    if (row.source == EnvRow::Source::Keychain)
        return tr("in the keychain");
    if (!row.value)
        return tr("no value");
    if (row.value->isEmpty())
        return {};
    QString shown = row.isSecret && !m_reveal.isRevealed(row.key)
        ? maskedEnvValue(row.key, *row.value)
        : QString::fromUtf8(*row.value);
    shown.truncate(longestShown);
    return shown.replace(u'\n', u'⏎');
}

QString EnvTableModel::text(const EnvRow &row, int column) const
{
    switch (column) {
    case Key:
        return QString::fromUtf8(row.key);
    case Value:
        return shownValue(row);
    case Type:
        return row.type;
    case Source:
        switch (row.source) {
        case EnvRow::Source::File:
            return tr("File");
        case EnvRow::Source::Keychain:
            return tr("Keychain");
        case EnvRow::Source::Generated:
            return tr("Generated");
        case EnvRow::Source::Absent:
            return tr("Missing");
        }
        break;
    case Findings:
        if (row.messages.size() > 1)
            return tr("%1 · %2").arg(row.messages.size()).arg(row.messages.constFirst());
        return row.messages.value(0);
    default:
        break;
    }
    return {};
}

QString EnvTableModel::tip(const EnvRow &row, int column) const
{
    if (column == Findings)
        return row.messages.join(u"\n"_s);
    if (column == Key)
        return row.description;
    if (column == Value && row.isSecret)
        return tr("A secret. The eye, or Ctrl+E, shows it for 10 seconds.");
    return {};
}

QVariant EnvTableModel::decoration(const EnvRow &row, int column) const
{
    if (column == Findings && row.worst) {
        const SeverityLook look = lookOf(codeSeverity(*row.worst), m_theming.mode());
        return tintedIcon(look.iconPath, look.colour);
    }
    if (column == Source && row.source == EnvRow::Source::Keychain)
        return m_theming.icon(u"lock"_s);
    if (column == Source && row.source == EnvRow::Source::Generated)
        return m_theming.icon(u"generate"_s);
    return {};
}

QVariant EnvTableModel::colour(const EnvRow &row, int column) const
{
    const bool isWord = row.source == EnvRow::Source::Keychain || !row.value;
    if (column == Type || column == Source || (column == Value && isWord))
        return m_theming.palette().mutedText;
    if (column == Findings && row.worst)
        return lookOf(codeSeverity(*row.worst), m_theming.mode()).colour;
    return {};
}

QVariant EnvTableModel::sectionData(const EnvSection &section, int column, int role) const
{
    if (column != 0)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return section.title.isEmpty() ? tr("Without a heading") : section.title;
    case Qt::FontRole: {
        QFont font;
        font.setWeight(QFont::DemiBold);
        return font;
    }
    case Qt::ForegroundRole:
        return m_theming.palette().mutedText;
    default:
        return {};
    }
}

QString EnvTableModel::searchText(const EnvRow &row) const
{
    QStringList texts{text(row, Key), text(row, Findings)};
    if (!row.isSecret)
        texts.append(text(row, Value));
    return texts.join(u'\n');
}

QVariant EnvTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EnvRow *found = row(index);
    if (found == nullptr)
        return sectionData(m_sections.at(index.row()), index.column(), role);
    switch (role) {
    case Qt::DisplayRole:
        return text(*found, index.column());
    case Qt::EditRole:
        return index.column() == Value ? QString::fromUtf8(found->value.value_or(QByteArray()))
                                       : text(*found, index.column());
    case Qt::DecorationRole:
        return decoration(*found, index.column());
    case Qt::ForegroundRole:
        return colour(*found, index.column());
    case Qt::FontRole:
        return index.column() <= Value ? QFontDatabase::systemFont(QFontDatabase::FixedFont)
                                       : QVariant();
    case Qt::ToolTipRole:
        return tip(*found, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Value && found->isSecret ? tr("hidden secret")
                                                          : text(*found, index.column());
    case KeyRole:
        return found->key;
    case OccurrenceRole:
        return found->occurrence;
    case LineRole:
        return found->line;
    case IsSecretRole:
        return found->isSecret;
    case IsMissingRole:
        return found->source == EnvRow::Source::Absent;
    case IsErrorRole:
        return found->worst == EnvSeverity::Error;
    case SearchRole:
        return searchText(*found);
    default:
        return {};
    }
}

bool EnvTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const EnvRow *found = row(index);
    if (found == nullptr || role != Qt::EditRole)
        return false;
    const QByteArray entered = value.toString().toUtf8();
    if (index.column() == Value) {
        if (found->source == EnvRow::Source::Absent ? !entered.isEmpty() : entered != found->value)
            Q_EMIT valueEntered(found->key, found->occurrence, entered);
        return true;
    }
    if (index.column() == Key) {
        if (entered != found->key)
            Q_EMIT keyEntered(found->key, entered);
        return true;
    }
    return false;
}

Qt::ItemFlags EnvTableModel::flags(const QModelIndex &index) const
{
    const EnvRow *found = row(index);
    if (found == nullptr)
        return index.isValid() ? Qt::ItemIsEnabled : Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    const bool isMissing = found->source == EnvRow::Source::Absent;
    const bool isKept = found->source == EnvRow::Source::Keychain;
    // A text field has one line: what has several is edited in the text.
    const bool hasLines = found->value && found->value->contains('\n');
    if ((index.column() == Value && !isKept && !hasLines) || (index.column() == Key && !isMissing))
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant EnvTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Key:
        return tr("Key");
    case Value:
        return tr("Value");
    case Type:
        return tr("Type");
    case Source:
        return tr("Source");
    case Findings:
        return tr("Findings");
    default:
        return {};
    }
}

} // namespace slipway
