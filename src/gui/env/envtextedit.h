// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/code/codeedit.h"
#include "gui/env/envbuffer.h"
#include "gui/env/envknownkeys.h"

class QCompleter;
class QStandardItemModel;

namespace slipway {

class EnvReveal;

/// The text of a `.env` file. Secrets are painted over with dots, unless they are revealed or
/// being typed; bytes that are no text are painted as their hexadecimal numbers.
class EnvTextEdit : public CodeEdit
{
    Q_OBJECT
public:
    EnvTextEdit(EnvBuffer &buffer, EnvReveal &reveal, Theming &theming, QWidget *parent = nullptr);

    void setKnownKeys(const QList<EnvKnownKey> &keys);
    /// What is covered in a block now, as columns: first and length.
    QList<std::pair<int, int>> coveredIn(const QTextBlock &block) const;

Q_SIGNALS:
    /// Alt+Enter, with where a menu belongs.
    void fixesRequested(const QPoint &globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    QMimeData *createMimeDataFromSelection() const override;
    QString tipAt(int position) const override;

private:
    void cover(QPainter &painter, const QTextBlock &block, const QPointF &at);
    void paintRawBytes(QPainter &painter, const QTextBlock &block, const QPointF &at);
    QRectF rectOf(const QTextBlock &block, int first, int length) const;
    bool selectsSecret() const;
    QString keyPrefix() const;
    void offerKeys(const QString &prefix);
    void insertKey(const QString &key);

    EnvBuffer &m_buffer;
    EnvReveal &m_reveal;
    QCompleter *m_completer;
    QStandardItemModel *m_keys;
    QList<EnvKnownKey> m_known;
    int m_typedLine = 0; ///< from 1; 0: nobody is typing
};

} // namespace slipway
