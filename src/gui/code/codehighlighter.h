// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"

#include <KSyntaxHighlighting/SyntaxHighlighter>

namespace slipway {

/// Highlights a text by KSyntaxHighlighting's rules for its file name, Slipway's own for `.env`
/// files, in the colours of the theme.
class CodeHighlighter : public KSyntaxHighlighting::SyntaxHighlighter
{
    Q_OBJECT
public:
    CodeHighlighter(QTextDocument *document, Theming &theming);

    /// Chooses the rules; an unknown name has none.
    void setFileName(const QString &fileName);
    QString language() const;

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override;

private:
    Theming &m_theming;
};

} // namespace slipway
