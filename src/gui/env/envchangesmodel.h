// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdiff.h"
#include "env/envdocument.h"
#include "gui/common/theming.h"

#include <QAbstractTableModel>
#include <QSet>

namespace slipway {

/// The keys that differ from one text to another, with both values as they stand there; those of
/// secrets are dots.
class EnvChangesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Key, Change, Before, After, ColumnCount };

    explicit EnvChangesModel(Theming &theming, QObject *parent = nullptr);

    /// Which of the keys are shown: not those that are gone from the second, when it is a part
    /// only.
    enum class Scope { All, WithoutRemoved };
    void compare(const EnvDocument &before, const EnvDocument &after, Scope scope = Scope::All);
    /// Takes lines out, of keys that shall stay as they are. Returns how many there were.
    int leaveOut(const QSet<QByteArray> &keys);
    QList<QByteArray> keys() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line
    {
        QByteArray key;
        EnvKeyDifference::State state;
        QString before;
        QString after;
    };
    QVariant look(const Line &line, int role) const;

    Theming &m_theming;
    QList<Line> m_lines;
};

/// The keys of a text with their values as written, quotes and all.
EnvReading asWritten(const EnvDocument &document);

} // namespace slipway
